import {test} from 'vitest';
import check from '../../../checks/overlay/vxlan-extensions.ts';
import {testCheck} from '../../../src/testing.ts';
import {linksOf, routesOf} from '../builders.ts';
import {device, fdb, fdbOf, flannel, routeObjects, routes, rules} from '../host/evidence.ts';

const made = (attributes: object, more: object = {}) => {
	const {linkinfo} = flannel as unknown as {linkinfo: {info_data: object}};
	const info_data = {...linkinfo.info_data, ...attributes};
	const links = linksOf(device('lo', 1), device('eth0', 2), {...flannel, linkinfo: {...linkinfo, info_data}});
	return {evidence: {links, fdb, routes, rules, ...more}};
};
const far = {
	fdb: fdbOf('flannel.1', '10.9.0.1', '10.9.0.3'),
	routes: routesOf(...routeObjects),
};
const subject = {kind: 'Interface', name: 'flannel.1'} as const;

testCheck(test, check, {
	passes: {
		'as flannel makes it': made({}),
		'harmless drifts': made({learning: true, ttl: 64, udp_csum: true, remcsum_rx: true, ageing: 10}),
		'one hop within one network': made({ttl: 1}),
		'an old kernel that tells what is off': made({gbp: false}),
	},
	fails: {
		'group policy': {
			...made({gbp: true}),
			findings: [{message: 'header', subject, text: 'with group policy (gbp)'}],
		},
		'as older versions of ip print what is on': {
			...made({gpe: null, remcsum_tx: true}),
			findings: [{message: 'header', subject, text: 'every packet gets another header; remote checksum'}],
		},
		'one hop over a router': {
			...made({ttl: 1}, far),
			findings: [
				{message: 'hops', subject, text: '1 hop, but 10.9.0.1 and 10.9.0.3 are behind the router 10.0.0.254'},
			],
		},
	},
});
