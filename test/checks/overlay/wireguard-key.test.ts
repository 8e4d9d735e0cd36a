import {test} from 'vitest';
import check from '../../../checks/overlay/wireguard-key.ts';
import type {WireguardDevice, WireguardPeer} from '../../../src/parsers/wireguard.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';

const address = '10.0.0.13';
const flannelNode = (name: string, key: string, internalIps = [address]) =>
	kubeNode(name, {
		annotations: {
			'flannel.alpha.coreos.com/backend-type': 'wireguard',
			'flannel.alpha.coreos.com/backend-data': JSON.stringify({PublicKey: key, Port: 51_820}),
			'flannel.alpha.coreos.com/public-ip': internalIps[0] ?? '',
		},
		internalIps,
	});
const calicoNode = (name: string, annotations: Readonly<Record<string, string>>, internalIps = [address]) =>
	kubeNode(name, {
		annotations: Object.fromEntries(
			Object.entries(annotations).map(([key, value]) => [`projectcalico.org/${key}`, value]),
		),
		internalIps,
	});
const peer = (publicKey: string, changes: Partial<WireguardPeer> = {}): WireguardPeer => ({
	publicKey,
	endpoint: {address, port: 51_820},
	allowedIps: ['10.42.2.0/24'],
	received: '92 B',
	sent: '2.31 KiB',
	...changes,
});
const device = (name: string, ...peers: readonly WireguardPeer[]): readonly WireguardDevice[] => [
	{name, publicKey: 'own', listenPort: 51_820, peers},
];
const twice = (devices: readonly WireguardDevice[]) => ({first: devices, last: devices});
const felix = (...peers: readonly WireguardPeer[]) => twice(device('wireguard.cali', ...peers));
const old = {handshakeAge: 900};
const announcing = (key: string) => calicoNode('node-2', {WireguardPublicKey: key}, ['10.0.0.12']);
const own = announcing('own');
const third = (key: string) => calicoNode('node-3', {WireguardPublicKey: key});
const subject = {kind: 'Interface', name: 'wireguard.cali'} as const;

testCheck(test, check, {
	environment: {cni: {value: 'calico', signals: []}},
	passes: {
		'no WireGuard': {evidence: {samples: twice([]), nodes: [third('three')], own}},
		'the keys that are announced': {
			evidence: {samples: felix(peer('three', old)), nodes: [third('three')], own},
		},
		'a key that is entered while this looks': {
			evidence: {
				samples: {
					first: device('wireguard.cali', peer('former', old)),
					last: device('wireguard.cali', peer('three')),
				},
				nodes: [third('three')],
				own,
			},
		},
		'a key that was changed after the Nodes were asked: the new one has been tried for seconds': {
			evidence: {samples: felix(peer('new', {sent: '296 B'})), nodes: [third('three')], own},
		},
		'a session with a key that is announced no more, as for the first minutes after a change': {
			evidence: {samples: felix(peer('former', {handshakeAge: 40})), nodes: [third('three')], own},
		},
		'a node to which Calico sends without encryption': {
			evidence: {samples: felix(), nodes: [third('three')], own},
		},
		'a node that announces no key: WireGuard is off, or it has none': {
			evidence: {samples: felix(peer('former', old)), nodes: [calicoNode('node-3', {})], own},
		},
		'a key for IPv6, of another device': {
			evidence: {
				samples: felix(peer('three', old)),
				nodes: [calicoNode('node-3', {WireguardPublicKey: 'three', WireguardPublicKeyV6: 'six'})],
				own,
			},
		},
		'an own key that others use, whatever the API says': {
			evidence: {
				samples: felix(peer('three', {handshakeAge: 30})),
				nodes: [third('three')],
				own: announcing('former'),
			},
		},
		'an own key that was made this minute': {
			evidence: {
				samples: felix(peer('three', {sent: '148 B'})),
				nodes: [third('three')],
				own: announcing('former'),
			},
		},
		'an own device that was made while this looks': {
			evidence: {
				samples: {
					first: [{name: 'wireguard.cali', publicKey: 'former', peers: [peer('three', old)]}],
					last: device('wireguard.cali', peer('three', old)),
				},
				nodes: [third('three')],
				own: announcing('former'),
			},
		},
	},
	fails: {
		'another node was installed anew, and flannel missed it': {
			evidence: {
				samples: twice(device('flannel-wg', peer('former', old))),
				nodes: [flannelNode('node-3', 'three')],
				own,
			},
			findings: [
				{
					message: 'stale',
					subject: {kind: 'Interface', name: 'flannel-wg'},
					text: 'does not know the key that node-3 announces',
				},
			],
		},
		'a node that flannel never entered': {
			evidence: {samples: twice(device('flannel-wg')), nodes: [flannelNode('node-3', 'three')], own},
			findings: [{message: 'stale', subject: {kind: 'Interface', name: 'flannel-wg'}}],
		},
		'another node has a new key, and Felix missed it': {
			evidence: {samples: felix(peer('former', old)), nodes: [third('three')], own},
			findings: [
				{message: 'stale', subject, text: 'wireguard.cali does not know the key that node-3 announces'},
			],
		},
		'a key that never worked': {
			evidence: {samples: felix(peer('wrong')), nodes: [third('three')], own},
			findings: [{message: 'stale', subject}],
		},
		'a key for IPv6': {
			evidence: {
				samples: twice(device('wg-v6.cali', peer('former', old))),
				nodes: [calicoNode('node-3', {WireguardPublicKeyV6: 'six'})],
				own,
			},
			findings: [{message: 'stale', subject: {kind: 'Interface', name: 'wg-v6.cali'}}],
		},
		'the Node was restored from a backup with its former key': {
			evidence: {samples: felix(peer('three')), nodes: [third('three')], own: announcing('former')},
			findings: [{message: 'unannounced', subject, text: 'another key than the Node node-2 announces'}],
		},
	},
});
