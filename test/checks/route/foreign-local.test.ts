import {test} from 'vitest';
import check from '../../../checks/route/foreign-local.ts';
import {testCheck} from '../../../src/testing.ts';
import {addresses, addressOf, links, ownRoutes, peerOf, peerRoute, routeOf} from '../flannel-builders.ts';

const plan = {peers: [peerOf(1), peerOf(3)], source: 'api'} as const;
const local = (destination: string, dev: string) =>
	routeOf(destination, {type: 'local', table: 'local', dev});
const own = [
	...ownRoutes,
	...[peerRoute(1), peerRoute(3)],
	...[local('127.0.0.0/8', 'lo'), local('10.0.0.2/32', 'eth0'), local('10.42.2.0/32', 'flannel.1')],
];
const judged = (...more: readonly ReturnType<typeof local>[]) => ({
	evidence: {plan, links, addresses, routes: [...own, ...more]},
});

testCheck(test, check, {
	passes: {
		'the addresses of this node': judged(),
		'a virtual address that no node has': judged(local('10.0.0.200/32', 'lo')),
		'service addresses of IPVS, and of the DNS cache': judged(
			local('10.43.0.10/32', 'kube-ipvs0'),
			local('10.43.0.10/32', 'nodelocaldns'),
		),
		'an address of a block of another node that Calico has borrowed': judged(
			local('10.42.1.7/32', 'vxlan.calico'),
		),
		'a local route in a table of its own, for a transparent proxy': judged(
			routeOf('0.0.0.0/0', {type: 'local', table: '100', dev: 'lo'}),
		),
		'the address of a node that is gone, which this one got since': {
			evidence: {
				...judged(local('10.0.0.9/32', 'eth0')).evidence,
				plan: {...plan, peers: [...plan.peers, peerOf(9, {standing: 'not-ready'})]},
			},
		},
		'a Node of the former name of this one, of which nothing is known but its address': {
			evidence: {
				...judged().evidence,
				plan: {source: 'kernel', peers: [...plan.peers, peerOf(2, {standing: 'unknown'})]},
			},
		},
		'the same, where the default route alone tells from which address this node speaks': {
			evidence: {
				...judged().evidence,
				links: [],
				plan: {...plan, peers: [...plan.peers, peerOf(2)]},
			},
		},
	},
	fails: {
		'the address of another node with a prefix length of its own': {
			evidence: {
				...judged(local('10.0.0.3/32', 'eth0')).evidence,
				addresses: [...addresses, addressOf('eth0', '10.0.0.3/24', {flags: ['secondary']})],
			},
			findings: [
				{message: 'node', subject: {kind: 'Route', name: 'local 10.0.0.3/32'}, text: 'address of node-3'},
			],
		},
		'the address of another node on lo': {
			...judged(local('10.0.0.3/32', 'lo')),
			findings: [
				{
					message: 'node',
					subject: {kind: 'Route', name: 'local 10.0.0.3/32'},
					text: 'takes 10.0.0.3, the address of node-3, for its own',
				},
			],
		},
		'the address of a pod of another node': {
			...judged(local('10.42.1.5/32', 'lo')),
			findings: [
				{
					message: 'pods',
					subject: {kind: 'Route', name: 'local 10.42.1.5/32'},
					text: 'takes 10.42.1.5/32 for its own, where pods of other nodes have their addresses',
				},
			],
		},
		'a range around': {
			...judged(local('10.42.0.0/16', 'lo')),
			findings: [{message: 'pods', subject: {kind: 'Route', name: 'local 10.42.0.0/16'}}],
		},
	},
});
