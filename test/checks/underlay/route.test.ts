import {test} from 'vitest';
import check from '../../../checks/underlay/route.ts';
import {parseIpRule} from '../../../src/parsers/ip-rule.ts';
import {testCheck} from '../../../src/testing.ts';
import {peerOf, routeOf} from '../flannel-builders.ts';
import {ruleObjects, rules} from '../host/evidence.ts';

const routes = [
	routeOf('0.0.0.0/0', {gateway: '10.0.0.254', dev: 'eth0'}),
	routeOf('10.0.0.0/24', {dev: 'eth0'}),
];
const plan = {peers: [peerOf(1), peerOf(3)], source: 'api'} as const;
const healthy = {plan, rules, routes, servers: ['10.0.0.1:6443']};
const refusing = (...objects: readonly object[]) => parseIpRule(JSON.stringify([...ruleObjects, ...objects]));

testCheck(test, check, {
	passes: {
		'a route to the network of the nodes': {evidence: healthy},
		'a ban of another machine': {
			evidence: {...healthy, routes: [...routes, routeOf('203.0.113.9/32', {type: 'blackhole'})]},
		},
		'private networks that are not to be routed, around that of the nodes': {
			evidence: {...healthy, routes: [...routes, routeOf('10.0.0.0/8', {type: 'unreachable'})]},
		},
	},
	fails: {
		'fail2ban took a node for an attacker': {
			evidence: {...healthy, routes: [...routes, routeOf('10.0.0.3/32', {type: 'unreachable'})]},
			findings: [
				{
					message: 'refused',
					subject: {kind: 'Route', name: '10.0.0.3/32'},
					text: 'to node-3: route unreachable 10.0.0.3/32',
				},
			],
		},
		'a rule that forbids the port of the API': {
			evidence: {
				...healthy,
				rules: refusing({priority: 43, src: 'all', ipproto: 'tcp', dport: 6443, action: 'prohibit'}),
			},
			findings: [
				{
					message: 'refused',
					subject: {kind: 'RoutingRule', name: 'from all ipproto tcp dport 6443 prohibit'},
					text: 'refuses to send what goes to TCP port 6443',
				},
			],
		},
		'a rule that forbids the whole network, servers and all': {
			evidence: {
				...healthy,
				rules: refusing({priority: 50, src: 'all', dst: '10.0.0.0', dstlen: 24, action: 'prohibit'}),
			},
			findings: [
				{
					message: 'refused',
					subject: {kind: 'RoutingRule', name: 'from all to 10.0.0.0/24 prohibit'},
					text: 'to node-1 and node-3: routing rule 50',
				},
			],
		},
	},
});
