import {test} from 'vitest';
import check from '../../../checks/route/service-range.ts';
import {testCheck} from '../../../src/testing.ts';
import {routeOf} from '../flannel-builders.ts';
import {ruleObjects, rules, rulesOf} from '../host/evidence.ts';

const byRouter = routeOf('0.0.0.0/0', {gateway: '10.0.0.254', dev: 'eth0'});
const healthy = {
	routes: [byRouter, routeOf('10.0.0.0/24', {dev: 'eth0'})],
	rules,
	ranges: {pods: ['10.42.0.0/16'], services: ['10.43.0.0/16'], dns: ['10.43.0.10'], domain: 'cluster.local'},
};
const subject = {kind: 'AddressRange', name: '10.43.0.0/16'} as const;

testCheck(test, check, {
	passes: {
		'a default route': {evidence: healthy},
		'no route at all, which is another finding': {evidence: {...healthy, routes: []}},
		'other private ranges are refused': {
			evidence: {...healthy, routes: [...healthy.routes, routeOf('172.16.0.0/12', {type: 'unreachable'})]},
		},
		'a cluster with IPv6 services alone': {
			evidence: {...healthy, ranges: {...healthy.ranges, services: ['2001:cafe:43::/112']}},
		},
	},
	fails: {
		'the address of the cluster DNS alone is refused': {
			evidence: {...healthy, routes: [...healthy.routes, routeOf('10.43.0.10/32', {type: 'prohibit'})]},
			findings: [{message: 'refused', subject, text: 'such as 10.43.0.10: route prohibit 10.43.0.10/32'}],
		},
		'all private ranges are refused': {
			evidence: {...healthy, routes: [...healthy.routes, routeOf('10.0.0.0/8', {type: 'unreachable'})]},
			findings: [{message: 'refused', subject, text: 'such as 10.43.0.1: route unreachable 10.0.0.0/8'}],
		},
		'a rule forbids them': {
			evidence: {
				...healthy,
				rules: rulesOf(...ruleObjects, {
					priority: 40,
					src: 'all',
					dst: '10.43.0.0',
					dstlen: 16,
					action: 'prohibit',
				}),
			},
			findings: [{message: 'refused', subject, text: 'routing rule 40, from all to 10.43.0.0/16 prohibit'}],
		},
	},
});
