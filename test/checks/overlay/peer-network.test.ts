import {test} from 'vitest';
import check from '../../../checks/overlay/peer-network.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {flannelNode, linkOf, links, ownRoutes, peerRoute, routeOf, tablesFor} from '../flannel-builders.ts';

const nodes = [flannelNode(1), flannelNode(2), flannelNode(3)];
const {routes} = tablesFor(1, 3);
const route = (n: number) => ({kind: 'Route', name: `10.42.${n}.0/24`}) as const;

testCheck(test, check, {
	passes: {
		'a healthy node': {evidence: {settled: true, nodes, routes, links}},
		'no route at all, which is another finding': {
			evidence: {settled: true, nodes, routes: [...ownRoutes, peerRoute(3)], links},
		},
		'a route by a router, which is another finding': {
			evidence: {
				settled: true,
				nodes,
				routes: [
					...ownRoutes,
					routeOf('10.42.1.0/24', {dev: 'eth0', gateway: '10.0.0.254', protocol: 'static'}),
					peerRoute(3),
				],
				links,
			},
		},
		'a wider network of Docker, within which the route of flannel stands': {
			evidence: {
				settled: true,
				nodes,
				routes: [
					...routes,
					routeOf('10.42.0.0/16', {dev: 'docker0', protocol: 'kernel', source: '10.42.0.1'}),
				],
				links,
			},
		},
	},
	fails: {
		'a network of Docker': {
			evidence: {
				settled: true,
				nodes,
				routes: [
					...ownRoutes,
					routeOf('10.42.1.0/24', {dev: 'docker0', protocol: 'kernel', source: '10.42.1.1'}),
					peerRoute(3),
				],
				links,
			},
			findings: [
				{
					message: 'host',
					subject: route(1),
					text: 'is the network of docker0 here, which has the address 10.42.1.1',
				},
			],
		},
		'a network of the bridge of flannel, which Canal does not use': {
			evidence: {
				settled: true,
				nodes,
				routes: [
					...ownRoutes,
					routeOf('10.42.1.0/24', {dev: 'cni0', protocol: 'kernel', source: '10.42.1.1'}),
					peerRoute(3),
				],
				links: [...links, linkOf('cni0', {kind: 'bridge'})],
			},
			environment: {cni: told('canal')},
			findings: [
				{
					message: 'former',
					subject: route(1),
					text: 'is the network of cni0 here, left over from Flannel, which has the address 10.42.1.1',
				},
			],
		},
		'a range of another node on the bridge of flannel': {
			evidence: {
				settled: true,
				nodes,
				routes: [
					...ownRoutes,
					routeOf('10.42.1.0/24', {dev: 'cni0', protocol: 'kernel', source: '10.42.1.1'}),
					peerRoute(3),
				],
				links,
			},
			environment: {cni: told('flannel')},
			findings: [{message: 'bridge', subject: route(1), step: 'which of them is not of node-2'}],
		},
	},
});
