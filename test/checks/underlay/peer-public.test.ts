import {test} from 'vitest';
import check from '../../../checks/underlay/peer-public.ts';
import {parseIpRule} from '../../../src/parsers/ip-rule.ts';
import {testCheck} from '../../../src/testing.ts';
import {flannelNode, onOverlay, onUnderlay, ownRoutes, peerOf, routeOf} from '../flannel-builders.ts';

const publicIp = '198.51.100.33';
const far = peerOf(1, {underlay: publicIp});
const near = peerOf(3);
const rules = parseIpRule(
	'[{"priority":0,"src":"all","table":"local"},{"priority":32766,"src":"all","table":"main"}]',
);
const evidence = {
	plan: {peers: [far, near], source: 'api' as const},
	underlay: [onUnderlay(far, 'silent'), onUnderlay(near, 'answered')],
	overlay: [onOverlay(far, 'silent')],
	underlayPings: [onUnderlay(far, 'silent')],
	nodes: [flannelNode(1, {internalIps: [publicIp]}), flannelNode(2), flannelNode(3)],
	routes: [...ownRoutes],
	rules,
};
const notReady = peerOf(1, {underlay: publicIp, standing: 'not-ready' as const});

testCheck(test, check, {
	passes: {
		'it answers': {
			evidence: {...evidence, underlay: [onUnderlay(far, 'answered'), onUnderlay(near, 'answered')]},
		},
		'it answers through the tunnel': {evidence: {...evidence, overlay: [onOverlay(far, 'answered')]}},
		'a ping comes back': {evidence: {...evidence, underlayPings: [onUnderlay(far, 'answered')]}},
		'all nodes have public addresses: it is just down': {
			evidence: {
				...evidence,
				nodes: [...evidence.nodes.slice(0, 2), flannelNode(3, {internalIps: ['198.51.100.34']})],
			},
		},
		'nobody answers: it is this node that is cut off': {
			evidence: {...evidence, underlay: [onUnderlay(far, 'silent'), onUnderlay(near, 'silent')]},
		},
		'a private address': {
			evidence: {
				...evidence,
				underlay: [onUnderlay(peerOf(1, {underlay: '10.0.0.1'}), 'silent'), onUnderlay(near, 'answered')],
			},
		},
		'a route of its own leads there': {
			evidence: {
				...evidence,
				routes: [...ownRoutes, routeOf('198.51.100.0/24', {gateway: '10.0.0.9', dev: 'eth0'})],
			},
		},
		'a node that is NotReady': {
			evidence: {...evidence, underlay: [onUnderlay(notReady, 'silent'), onUnderlay(near, 'answered')]},
		},
		'only the kernel knows of it': {evidence: {...evidence, plan: {peers: [far], source: 'kernel'}}},
	},
	fails: {
		'a public address among private ones': {
			evidence,
			findings: [
				{
					message: 'registered',
					subject: {kind: 'Peer', name: 'node-1'},
					text: 'node-1 is registered with 198.51.100.33, a public address',
				},
			],
		},
	},
});
