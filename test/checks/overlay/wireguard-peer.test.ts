import {test} from 'vitest';
import check from '../../../checks/overlay/wireguard-peer.ts';
import type {WireguardPeer} from '../../../src/parsers/wireguard.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';

const flannel = 'flannel.alpha.coreos.com';
const node = (name: string, key: string, changes: Parameters<typeof kubeNode>[1] = {}) =>
	kubeNode(name, {
		annotations: {
			[`${flannel}/backend-type`]: 'wireguard',
			[`${flannel}/backend-data`]: JSON.stringify({PublicKey: key, Port: 51_820}),
			[`${flannel}/public-ip`]: '10.0.0.13',
		},
		internalIps: ['10.0.0.13'],
		...changes,
	});
const peer = (publicKey: string, changes: Partial<WireguardPeer> = {}): WireguardPeer => ({
	publicKey,
	endpoint: {address: '10.0.0.13', port: 51_820},
	allowedIps: ['10.42.2.0/24'],
	received: '92 B',
	sent: '180 B',
	...changes,
});
const device = (...peers: readonly WireguardPeer[]) => [
	{name: 'flannel-wg', publicKey: 'own', listenPort: 51_820, peers},
];
const old = {handshakeAge: 900};
const nodes = [node('node-3', 'three')];
const samples = (first: WireguardPeer, last: WireguardPeer) => ({first: device(first), last: device(last)});
const reached = ['10.0.0.13'];
const inVain = samples(peer('three', old), peer('three', {...old, sent: '328 B'}));
const subject = {kind: 'Interface', name: 'flannel-wg'} as const;

testCheck(test, check, {
	environment: {cni: {value: 'flannel', signals: []}},
	passes: {
		'no WireGuard': {evidence: {samples: {first: [], last: []}, nodes, reached}},
		'a session': {
			evidence: {
				samples: samples(peer('three', {handshakeAge: 20}), peer('three', {handshakeAge: 21, sent: '1 KiB'})),
				nodes,
				reached,
			},
		},
		'no traffic, and so no session': {
			evidence: {samples: samples(peer('three', old), peer('three', old)), nodes, reached},
		},
		'a session that has just begun': {
			evidence: {
				samples: samples(
					peer('three', old),
					peer('three', {handshakeAge: 0, sent: '328 B', received: '184 B'}),
				),
				nodes,
				reached,
			},
		},
		'a node that is down': {
			evidence: {
				samples: inVain,
				nodes: [
					node('node-3', 'three', {taints: [{key: 'node.kubernetes.io/unreachable', effect: 'NoExecute'}]}),
				],
				reached,
			},
		},
		'a node that starts again and is still Ready, which answers nothing': {
			evidence: {samples: inVain, nodes, reached: ['10.0.0.12']},
		},
		'a session with another port, as behind a NAT that forwards': {
			evidence: {
				samples: samples(
					peer('three', {handshakeAge: 20, endpoint: {address: '10.0.0.13', port: 21_771}}),
					peer('three', {
						handshakeAge: 21,
						endpoint: {address: '10.0.0.13', port: 21_771},
						sent: '1 KiB',
					}),
				),
				nodes,
				reached,
			},
		},
		'a peer whose Node is gone': {evidence: {samples: inVain, nodes: [], reached}},
		'a VPN of the site': {
			evidence: {samples: {first: [], last: []}, nodes: [kubeNode('node-3')], reached},
		},
	},
	fails: {
		'a peer that is called in vain': {
			evidence: {samples: inVain, nodes, reached},
			findings: [
				{message: 'noHandshake', subject, text: 'flannel-wg asks node-3 for a session and gets no answer'},
			],
		},
		'a peer that is called at a port that nobody listens on': {
			evidence: {
				samples: samples(
					peer('three', {...old, endpoint: {address: '10.0.0.13', port: 21_771}}),
					peer('three', {...old, endpoint: {address: '10.0.0.13', port: 21_771}, sent: '328 B'}),
				),
				nodes,
				reached,
			},
			findings: [{message: 'foreignPort', subject, text: 'flannel-wg sends to port 21771 of node-3'}],
		},
		'a peer that has never answered': {
			evidence: {samples: samples(peer('three'), peer('three', {sent: '328 B'})), nodes, reached},
			findings: [{message: 'noHandshake', subject}],
		},
	},
});
