import {test} from 'vitest';
import check from '../../../checks/overlay/peer-unreachable.ts';
import {parseIpRule} from '../../../src/parsers/ip-rule.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {routesOf} from '../builders.ts';
import {
	eth0,
	links,
	ofDevice,
	onOverlay,
	onUnderlay,
	ownRoutes,
	peerOf,
	peerRoute,
	tablesFor,
} from '../flannel-builders.ts';

const [one, three] = [peerOf(1), peerOf(3)];
const {routes} = tablesFor(1, 3);
const healthy = {
	underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'answered')],
	overlay: [onOverlay(one, 'answered'), onOverlay(three, 'reset')],
	underlayPings: [],
	overlayPings: [],
	links,
	routes,
	proven: [],
};
const oneSilent = {...healthy, overlay: [onOverlay(one, 'silent'), onOverlay(three, 'answered')]};
const allSilent = {...healthy, overlay: [onOverlay(one, 'silent'), onOverlay(three, 'silent')]};
const ofPeer = (n: number) => ({kind: 'Peer', name: `node-${n}`}) as const;
const zero = {bytes: 0, packets: 0, errors: 0, dropped: 0};
const traffic = {name: 'flannel.1', sent: {...zero, packets: 12}, received: zero};
const counters = [traffic];
const thisNode = {kind: 'Node', name: 'node-2'} as const;
const ofFelix = {
	rules: parseIpRule(
		JSON.stringify([
			{priority: 99, not: null, src: 'all', fwmark: '0x200000', fwmask: '0x200000', table: '1'},
		]),
	),
};
const encryptedTo = (...peers: readonly number[]) => [
	...routes,
	...routesOf(
		...peers.map(n => ({
			dst: `10.42.${n}.0/24`,
			dev: 'wireguard.cali',
			table: '1',
			scope: 'link',
			flags: [],
		})),
	),
];
const wireguardAt = (listenPort: number) => ({
	first: [],
	last: [{name: 'wireguard.cali', listenPort, peers: []}],
});

testCheck(test, check, {
	passes: {
		'a healthy cluster': {evidence: healthy},
		'the only node': {evidence: {...healthy, underlay: [], overlay: []}},
		'a peer that is silent on the underlay too': {
			evidence: {
				...oneSilent,
				underlay: [onUnderlay(one, 'silent'), onUnderlay(three, 'answered')],
				underlayPings: [onUnderlay(one, 'silent')],
			},
		},
		'a peer that is NotReady': {
			evidence: {
				...healthy,
				underlay: [onUnderlay(peerOf(1, {standing: 'not-ready'}), 'answered')],
				overlay: [onOverlay(peerOf(1, {standing: 'not-ready'}), 'silent')],
			},
		},
		'a peer that is refused on the way, which says nothing of the tunnel': {
			evidence: {...healthy, overlay: [onOverlay(one, 'unreachable'), onOverlay(three, 'answered')]},
		},
		'a packet that could not be sent': {
			evidence: {...healthy, overlay: [onOverlay(one, 'unsent'), onOverlay(three, 'answered')]},
		},
		'DirectRouting: the tunnel is not used': {
			evidence: {
				...oneSilent,
				routes: [...ownRoutes, peerRoute(1, {gateway: '10.0.0.1', dev: 'eth0', flags: []}), peerRoute(3)],
			},
		},
		'a kubelet that is slow on both ways': {
			evidence: {
				...healthy,
				underlay: [{...onUnderlay(one, 'answered'), answer: {result: 'answered', milliseconds: 930}}],
				overlay: [onOverlay(one, 'stalled')],
			},
		},
		'a kubelet that is filtered on both ways, and pings that come back': {
			evidence: {
				...oneSilent,
				underlay: [onUnderlay(one, 'silent'), onUnderlay(three, 'answered')],
				underlayPings: [onUnderlay(one, 'answered')],
				overlayPings: [onOverlay(one, 'answered')],
			},
		},
		'a kubelet that is closed to the pod network, and pods beside it that answer': {
			evidence: {...oneSilent, overlayPings: [onOverlay(one, 'answered')], proven: ['node-1']},
		},
		'no tunnel of flannel': {evidence: oneSilent, environment: {overlayDevice: told('flannel-wg')}},
	},
	fails: {
		'a peer whose pods another route takes from the tunnel': {
			evidence: {
				...oneSilent,
				overlayPings: [onOverlay(one, 'silent')],
				routes: [
					...routes,
					peerRoute(1, {destination: '10.42.1.0/25', gateway: '10.0.0.99', dev: 'eth0', flags: []}),
				],
			},
			findings: [{message: 'silent', subject: ofPeer(1)}],
		},
		'one of two peers': {
			evidence: {...oneSilent, overlayPings: [onOverlay(one, 'silent')], counters},
			findings: [
				{
					message: 'silent',
					subject: ofPeer(1),
					text: 'node-1 answers on 10.0.0.1, but nothing comes back from 10.42.1.0 through flannel.1: VXLAN, UDP port 8472',
				},
			],
		},
		'the only peer': {
			evidence: {...healthy, underlay: [onUnderlay(one, 'answered')], overlay: [onOverlay(one, 'silent')]},
			findings: [{message: 'silent', subject: ofPeer(1)}],
		},
		'the port of kubelet is filtered on the underlay, but the peer is there': {
			evidence: {
				...oneSilent,
				underlay: [onUnderlay(one, 'silent'), onUnderlay(three, 'answered')],
				underlayPings: [onUnderlay(one, 'answered')],
			},
			findings: [{message: 'silent', subject: ofPeer(1)}],
		},
		'a peer that is cordoned but runs': {
			evidence: {
				...healthy,
				underlay: [onUnderlay(peerOf(1, {standing: 'cordoned'}), 'answered')],
				overlay: [onOverlay(peerOf(1, {standing: 'cordoned'}), 'silent')],
			},
			findings: [{message: 'silent', subject: ofPeer(1)}],
		},
		'all peers': {
			evidence: {...allSilent, counters},
			findings: [
				{
					message: 'allSilent',
					subject: {kind: 'Node', name: 'node-2'},
					text: 'None of 2 other nodes answers through flannel.1 (node-1 and node-3)',
				},
			],
		},
		'all peers, while nothing comes in': {
			evidence: {...allSilent, counters},
			findings: [{message: 'allSilent', subject: thisNode, text: 'this node; nothing at all comes in'}],
		},
		'all peers, while theirs come in': {
			evidence: {...allSilent, counters: [{...traffic, received: {...zero, packets: 5}}]},
			findings: [{message: 'allSilent', subject: thisNode, text: 'so what this node sends is lost'}],
		},
		'the only peer, while nothing comes in': {
			evidence: {
				...healthy,
				underlay: [onUnderlay(one, 'answered')],
				overlay: [onOverlay(one, 'silent')],
				counters,
			},
			findings: [{message: 'silent', subject: ofPeer(1), text: 'nothing at all comes in'}],
		},
		'all peers, while nothing gets out': {
			evidence: {
				...allSilent,
				counters: [{...traffic, sent: {...zero, dropped: 7}, received: {...zero, packets: 3}}],
			},
			findings: [
				{
					message: 'allSilent',
					subject: thisNode,
					text: 'although they answer on the underlay: this node drops what it would send before it leaves (7 packets)',
				},
			],
		},
		'the only peer, while nothing gets out': {
			evidence: {
				...healthy,
				underlay: [onUnderlay(one, 'answered')],
				overlay: [onOverlay(one, 'silent')],
				counters: [{...traffic, sent: {...zero, dropped: 7}}],
			},
			findings: [
				{
					message: 'silent',
					subject: ofPeer(1),
					text: 'from 10.42.1.0 through flannel.1: this node drops what it would send before it leaves (7 packets)',
				},
			],
		},
		'the only peer, while some gets out': {
			evidence: {
				...healthy,
				underlay: [onUnderlay(one, 'answered')],
				overlay: [onOverlay(one, 'silent')],
				counters: [{...traffic, sent: {...zero, packets: 1, dropped: 7}}],
			},
			findings: [{message: 'silent', subject: ofPeer(1), text: 'or the tunnel of node-1 is broken; nothing'}],
		},
		'all peers, while IPsec drops what goes to each of them': {
			evidence: {...allSilent, counters, ipsec: {XfrmInNoStates: 1, XfrmAcquireError: 2}},
			findings: [
				{
					message: 'allSilent',
					subject: thisNode,
					text: 'on the underlay: IPsec on this node drops packets meanwhile',
				},
			],
		},
		'all peers, while IPsec drops less than is sent to them': {
			evidence: {...allSilent, counters, ipsec: {XfrmOutNoStates: 1}},
			findings: [{message: 'allSilent', subject: thisNode, text: 'this node; nothing at all comes in'}],
		},
		'all peers, while IPsec drops a packet that comes in': {
			evidence: {...allSilent, counters, ipsec: {XfrmInNoStates: 1}},
			findings: [
				{
					message: 'allSilent',
					subject: thisNode,
					text: 'VXLAN, UDP port 8472, is most likely blocked to or from this node; nothing at all comes in; IPsec on this node drops packets meanwhile: what comes in is encrypted with another key (XfrmInNoStates +1)',
				},
			],
		},
		'one peer, while a decrypted packet finds no route or policy': {
			evidence: {
				...oneSilent,
				overlayPings: [onOverlay(one, 'silent')],
				ipsec: {XfrmFwdHdrError: 9, XfrmInNoPols: 9},
			},
			findings: [{message: 'silent', subject: ofPeer(1), text: 'or the tunnel of node-1 is broken'}],
		},
		'all peers, while WireGuard without a session drops what waits': {
			evidence: {
				...{...allSilent, ...ofFelix, routes: encryptedTo(1, 3)},
				counters: [{name: 'wireguard.cali', sent: {...zero, dropped: 40}, received: zero}],
			},
			findings: [
				{
					message: 'allSilent',
					subject: thisNode,
					text: 'although they answer on the underlay: Felix encrypts by wireguard.cali',
				},
			],
		},
		'WireGuard listens at a port of its own': {
			evidence: {...allSilent, ...ofFelix, routes: encryptedTo(1, 3), wireguard: wireguardAt(51_999)},
			findings: [
				{
					message: 'allSilent',
					subject: thisNode,
					text: 'Felix encrypts by wireguard.cali, UDP port 51999: most likely there is no session',
				},
			],
		},
		'the port of WireGuard is not known': {
			evidence: {...allSilent, ...ofFelix, routes: encryptedTo(1, 3)},
			findings: [
				{
					message: 'allSilent',
					subject: thisNode,
					text: 'UDP port 51820 (unless FelixConfiguration sets another)',
				},
			],
		},
		'one that Felix encrypts to and one that it does not yet': {
			evidence: {
				...{...ofFelix, routes: encryptedTo(3), wireguard: wireguardAt(51_820)},
				...{links, proven: [], underlayPings: []},
				underlay: [...healthy.underlay, onUnderlay(peerOf(4), 'answered')],
				overlay: [...allSilent.overlay, onOverlay(peerOf(4), 'answered')],
				overlayPings: [onOverlay(one, 'silent'), onOverlay(three, 'silent')],
			},
			findings: [
				{message: 'silent', subject: ofPeer(1), text: 'through flannel.1: VXLAN, UDP port 8472'},
				{message: 'silent', subject: ofPeer(3), text: 'through wireguard.cali: Felix encrypts by'},
			],
		},
		'all peers, of which Felix encrypts to one': {
			evidence: {...allSilent, ...ofFelix, routes: encryptedTo(3), wireguard: wireguardAt(51_820)},
			findings: [
				{
					message: 'allSilent',
					subject: thisNode,
					text: 'answers through flannel.1 and wireguard.cali (node-1 and node-3), although they answer on the underlay: VXLAN, UDP port 8472, is most likely blocked to or from this node; Felix encrypts by wireguard.cali, UDP port 51820',
				},
			],
		},
		'all peers, and nothing was given to the tunnel': {
			evidence: {...allSilent, counters: [{...traffic, sent: zero}]},
			findings: [
				{message: 'allSilent', subject: thisNode, text: 'is most likely blocked to or from this node'},
			],
		},
		'all peers, and the device is gone': {
			evidence: {...allSilent, links: [eth0]},
			findings: [{message: 'allSilent', subject: {kind: 'Node', name: 'node-2'}}],
		},
		'large packets are lost': {
			evidence: {...healthy, overlay: [onOverlay(one, 'stalled'), onOverlay(three, 'stalled')]},
			findings: [
				{message: 'stalls', subject: ofDevice, text: 'node-1 and node-3: connections through flannel.1 open'},
			],
		},
		'a firewall refuses the pod network, or checksums are damaged': {
			evidence: {
				...allSilent,
				overlayPings: [onOverlay(one, 'answered'), onOverlay(three, 'answered')],
			},
			findings: [{message: 'onlyPings', subject: ofDevice}],
		},
	},
});
