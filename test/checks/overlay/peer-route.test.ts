import {test} from 'vitest';
import check from '../../../checks/overlay/peer-route.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {
	dualStack,
	dualStackNode,
	flannelAnnotations,
	flannelNode,
	flannelV6,
	links,
	notReady,
	ofDevice,
	ownRoutes,
	peerRoute,
	routeOf,
	tablesFor,
} from '../flannel-builders.ts';

const nodes = [flannelNode(1), flannelNode(2), flannelNode(3)];
const {routes} = tablesFor(1, 3);
const route = (n: number) => ({kind: 'Route', name: `10.42.${n}.0/24`}) as const;
const direct = (n: number) => peerRoute(n, {gateway: `10.0.0.${n}`, dev: 'eth0', flags: []});
const v6Route = (n: number) =>
	routeOf(`2001:cafe:42:${n}::/64`, {
		gateway: `2001:cafe:42:${n}::`,
		dev: 'flannel-v6.1',
		metric: 1024,
		flags: ['onlink'],
	});

testCheck(test, check, {
	passes: {
		'a healthy node': {evidence: {settled: true, nodes, routes, links}},
		'the only node': {evidence: {settled: true, nodes: [flannelNode(2)], routes: [...ownRoutes], links}},
		'DirectRouting to a peer on the same network': {
			evidence: {settled: true, nodes, routes: [...ownRoutes, direct(1), peerRoute(3)], links},
		},
		'a node that just joined: no pod CIDR, nothing announced': {
			evidence: {
				settled: true,
				nodes: [...nodes, flannelNode(4, {podCidrs: []}), flannelNode(5, {annotations: {}})],
				routes,
				links,
			},
		},
		'a node that is NotReady, one that is being deleted': {
			evidence: {
				settled: true,
				nodes: [...nodes, notReady(flannelNode(4)), {...flannelNode(5), isBeingDeleted: true}],
				routes,
				links,
			},
		},
		'a node with another backend, which is another finding': {
			evidence: {
				settled: true,
				nodes: [
					...nodes,
					flannelNode(4, {
						annotations: flannelAnnotations(4, {
							'backend-type': 'wireguard',
							'backend-data': '{"PublicKey":"k"}',
						}),
					}),
				],
				routes,
				links,
			},
		},
		'what is left of a node that is gone': {
			evidence: {settled: true, nodes, routes: [...routes, peerRoute(9)], links},
		},
		'both families': {
			evidence: {
				settled: true,
				nodes: [1, 2, 3].map(dualStackNode),
				routes: [...routes, v6Route(1), v6Route(3)],
				links: [...links, flannelV6],
			},
			environment: dualStack,
		},
		'the name of this node is not among the nodes': {
			evidence: {settled: true, nodes, routes, links},
			environment: {nodeName: told('localhost')},
		},
		'the name of this node is unknown': {
			evidence: {settled: true, nodes, routes: [...ownRoutes], links},
			environment: {nodeName: {signals: []}},
		},
	},
	fails: {
		'one route is gone': {
			evidence: {settled: true, nodes, routes: [...ownRoutes, peerRoute(3)], links},
			findings: [
				{message: 'missing', subject: route(1), text: 'no route to 10.42.1.0/24, the pods of node-1'},
			],
		},
		'a bridge whose network has for its address the gateway to a peer': {
			evidence: {
				settled: true,
				nodes,
				routes: [
					...ownRoutes,
					peerRoute(3),
					routeOf('10.42.1.0/32', {type: 'broadcast', dev: 'docker0', table: 'local'}),
				],
				links,
			},
			findings: [
				{
					message: 'refused',
					subject: route(1),
					text: 'refuses one: 10.42.1.0, by which it leads, is the broadcast address of a network of docker0',
				},
			],
		},
		'all routes are gone, and one could not be entered': {
			evidence: {
				settled: true,
				nodes: [...nodes, flannelNode(4)],
				routes: [...ownRoutes, routeOf('10.42.1.0/32', {type: 'broadcast', dev: 'docker0', table: 'local'})],
				links,
			},
			findings: [
				{message: 'refused', subject: route(1)},
				{message: 'allMissing', subject: ofDevice, text: '(node-3 and node-4)'},
			],
		},
		'the tunnel of this node has the gateway to a peer with the same range': {
			evidence: {
				settled: true,
				nodes,
				routes: [
					...ownRoutes,
					peerRoute(3),
					routeOf('10.42.1.0/32', {type: 'local', dev: 'flannel.1', table: 'local'}),
				],
				links,
			},
			findings: [{message: 'missing', subject: route(1)}],
		},
		'one route is gone, and a bridge has another address among the pods': {
			evidence: {
				settled: true,
				nodes,
				routes: [
					...ownRoutes,
					peerRoute(3),
					routeOf('10.42.1.1/32', {type: 'local', dev: 'docker0', table: 'local'}),
				],
				links,
			},
			findings: [{message: 'missing', subject: route(1)}],
		},
		'the route of the only peer': {
			evidence: {settled: true, nodes: nodes.slice(0, 2), routes: [...ownRoutes], links},
			findings: [{message: 'missing', subject: route(1)}],
		},
		'all routes are gone': {
			evidence: {settled: true, nodes, routes: [...ownRoutes], links},
			findings: [
				{message: 'allMissing', subject: ofDevice, text: 'any of the 2 other nodes (node-1 and node-3)'},
			],
		},
		'to another node': {
			evidence: {
				settled: true,
				nodes,
				routes: [...ownRoutes, peerRoute(1, {gateway: '10.42.3.0'}), peerRoute(3)],
				links,
			},
			findings: [
				{
					message: 'elsewhere',
					subject: route(1),
					text: 'is routed to node-3 instead of to 10.42.1.0 on flannel.1',
				},
			],
		},
		'to nobody': {
			evidence: {
				settled: true,
				nodes,
				routes: [...ownRoutes, peerRoute(1, {gateway: '10.42.7.0'}), peerRoute(3)],
				links,
			},
			findings: [{message: 'elsewhere', subject: route(1), text: 'via 10.42.7.0 dev flannel.1'}],
		},
		'into a blackhole that an earlier pod CIDR left': {
			evidence: {
				settled: true,
				nodes,
				routes: [...ownRoutes, routeOf('10.42.1.0/24', {type: 'blackhole'}), peerRoute(3)],
				links,
			},
			findings: [
				{message: 'elsewhere', subject: route(1), text: 'is routed into a route of the type blackhole'},
			],
		},
		'only in the second family': {
			evidence: {
				settled: true,
				nodes: [1, 2, 3].map(dualStackNode),
				routes: [...routes, v6Route(1)],
				links: [...links, flannelV6],
			},
			environment: dualStack,
			findings: [{message: 'missing', subject: {kind: 'Route', name: '2001:cafe:42:3::/64'}}],
		},
	},
});
