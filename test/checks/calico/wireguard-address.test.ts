import {test} from 'vitest';
import check from '../../../checks/calico/wireguard-address.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, linksOf} from '../builders.ts';
import {onOverlay, onUnderlay, peerOf} from '../flannel-builders.ts';

const [one, three] = [peerOf(1), peerOf(3)];
const device = linksOf({
	ifindex: 19,
	ifname: 'wireguard.cali',
	flags: ['POINTOPOINT', 'NOARP', 'UP', 'LOWER_UP'],
	mtu: 1440,
	operstate: 'UNKNOWN',
	linkinfo: {info_kind: 'wireguard'},
});
const peer = (n: number, changes: {readonly handshakeAge?: number; readonly allowedIps?: string[]} = {}) => ({
	publicKey: `key${n}`,
	endpoint: {address: `10.0.0.${n}`, port: 51_820},
	allowedIps: [`10.42.${n}.0/26`],
	handshakeAge: 20,
	received: '5.10 KiB',
	sent: '4.70 KiB',
	...changes,
});
const samplesOf = (...peers: readonly ReturnType<typeof peer>[]) => ({
	first: [],
	last: [{name: 'wireguard.cali', peers}],
});
const addressOf = (link: string) =>
	({address: '10.42.247.1', link, family: 'ipv4', prefixLength: 32, scope: 'global', flags: []}) as const;
const silent = {
	links: device,
	addresses: [addressOf('eth0')],
	samples: samplesOf(peer(1), peer(3)),
	underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'answered')],
	overlay: [onOverlay(one, 'silent'), onOverlay(three, 'silent')],
	underlayPings: [],
	overlayPings: [],
};

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'it has its address': {evidence: {...silent, addresses: [addressOf('wireguard.cali')]}},
		'no WireGuard': {evidence: {...silent, links: []}},
		'all answer, as with an address taken from elsewhere': {
			evidence: {...silent, overlay: [onOverlay(one, 'answered'), onOverlay(three, 'answered')]},
		},
		'hosts encrypt too, and accept each other by their addresses': {
			evidence: {
				...silent,
				samples: samplesOf(
					peer(1, {allowedIps: ['10.42.1.0/26', '10.0.0.1/32']}),
					peer(3, {allowedIps: ['10.42.3.0/26', '10.0.0.3/32']}),
				),
			},
		},
		'no session: something else is in the way': {
			evidence: {...silent, samples: samplesOf(peer(1, {handshakeAge: 900}), peer(3, {handshakeAge: 900}))},
		},
		'the nodes themselves are silent': {
			evidence: {...silent, underlay: [onUnderlay(one, 'silent'), onUnderlay(three, 'silent')]},
		},
	},
	fails: {
		'no address': {
			evidence: silent,
			findings: [
				{
					message: 'missing',
					subject: {kind: 'Interface', name: 'wireguard.cali'},
					text: 'wireguard.cali has no address, so that node-1 and node-3 drop',
				},
			],
		},
	},
});
