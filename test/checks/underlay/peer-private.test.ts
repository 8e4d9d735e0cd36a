import {test} from 'vitest';
import check from '../../../checks/underlay/peer-private.ts';
import type {Route} from '../../../src/parsers/ip-route.ts';
import {parseIpRule} from '../../../src/parsers/ip-rule.ts';
import {testCheck} from '../../../src/testing.ts';
import {
	flannelNode,
	linkOf,
	links,
	onOverlay,
	onUnderlay,
	ownRoutes,
	peerOf,
	routeOf,
} from '../flannel-builders.ts';

const far = peerOf(1, {underlay: '192.168.7.1'});
const rules = parseIpRule(
	'[{"priority":0,"src":"all","table":"local"},{"priority":32766,"src":"all","table":"main"}]',
);
const routes: Route[] = [...ownRoutes];
const evidence = {
	plan: {peers: [far], source: 'api' as const},
	underlay: [onUnderlay(far, 'silent')],
	overlay: [onOverlay(far, 'silent')],
	underlayPings: [onUnderlay(far, 'silent')],
	nodes: [flannelNode(1, {internalIps: ['192.168.7.1'], externalIps: ['203.0.113.1']}), flannelNode(2)],
	routes,
	rules,
	links,
};
const silentAt = (underlay: string, standing: 'ready' | 'not-ready' = 'ready') => {
	const peer = peerOf(1, {underlay, standing});
	return {...evidence, underlay: [onUnderlay(peer, 'silent')]};
};

testCheck(test, check, {
	passes: {
		'it answers': {evidence: {...evidence, underlay: [onUnderlay(far, 'answered')]}},
		'it answers through the tunnel': {evidence: {...evidence, overlay: [onOverlay(far, 'answered')]}},
		'a route leads there': {
			evidence: {
				...evidence,
				routes: [...ownRoutes, routeOf('192.168.0.0/16', {gateway: '10.0.0.9', dev: 'eth0'})],
			},
		},
		'no ExternalIP: it is just down': {
			evidence: {...evidence, nodes: [flannelNode(1, {internalIps: ['192.168.7.1']}), flannelNode(2)]},
		},
		'others of that network answer by the same route: it is just down': {
			evidence: {
				...evidence,
				underlay: [onUnderlay(far, 'silent'), onUnderlay(peerOf(3, {underlay: '192.168.7.3'}), 'answered')],
				nodes: [flannelNode(1, {internalIps: ['192.168.7.1']}), flannelNode(2)],
			},
		},
		'a public InternalIP': {evidence: silentAt('203.0.113.9')},
		'a node that is NotReady': {evidence: silentAt('192.168.7.1', 'not-ready')},
		'a ping comes back': {evidence: {...evidence, underlayPings: [onUnderlay(far, 'answered')]}},
		'only the kernel knows of it': {evidence: {...evidence, plan: {peers: [far], source: 'kernel'}}},
	},
	fails: {
		'a VPN that takes what no other route leads to': {
			evidence: {
				...evidence,
				plan: {peers: [far, peerOf(3)], source: 'api' as const},
				underlay: [onUnderlay(far, 'silent'), onUnderlay(peerOf(3), 'answered')],
				nodes: [flannelNode(1, {internalIps: ['192.168.7.1']}), flannelNode(2), flannelNode(3)],
				links: [...links, linkOf('nordlynx', {kind: 'wireguard'})],
				routes: [
					...ownRoutes.filter(({destination}) => destination !== '0.0.0.0/0'),
					routeOf('0.0.0.0/0', {dev: 'nordlynx'}),
				],
			},
			findings: [
				{
					message: 'intoVpn',
					subject: {kind: 'Peer', name: 'node-1'},
					text: 'this node sends into nordlynx, a VPN',
				},
			],
		},
		'a node behind NAT, without an ExternalIP, while others answer': {
			evidence: {
				...evidence,
				plan: {peers: [far, peerOf(3)], source: 'api' as const},
				underlay: [onUnderlay(far, 'silent'), onUnderlay(peerOf(3), 'answered')],
				nodes: [flannelNode(1, {internalIps: ['192.168.7.1']}), flannelNode(2), flannelNode(3)],
			},
			findings: [
				{
					message: 'behindNat',
					subject: {kind: 'Peer', name: 'node-1'},
					text: 'a private address of another network to which only the default route leads',
				},
			],
		},
		'a node of another site': {
			evidence,
			findings: [
				{
					message: 'unreachable',
					subject: {kind: 'Peer', name: 'node-1'},
					text: 'node-1 is registered with 192.168.7.1, a private address to which only the default route leads',
				},
			],
		},
	},
});
