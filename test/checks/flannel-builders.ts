import type {Environment} from '../../src/core/environment.ts';
import type {PacketResult} from '../../src/core/request.ts';
import type {PeerAnswer} from '../../src/derive/peer-contact.ts';
import type {Peer} from '../../src/derive/peer-plan.ts';
import type {FdbEntry} from '../../src/parsers/bridge-fdb.ts';
import type {InterfaceAddress} from '../../src/parsers/ip-address.ts';
import type {Link} from '../../src/parsers/ip-link.ts';
import type {Neighbour} from '../../src/parsers/ip-neighbour.ts';
import type {Route} from '../../src/parsers/ip-route.ts';
import type {KubeNode} from '../../src/parsers/kube-node.ts';
import type {FlannelConfiguration} from '../../src/probes/flannel.net-conf.ts';
import type {FlannelProcess} from '../../src/probes/flannel.process.ts';
import {told} from '../../src/testing.ts';
import {kubeNode} from './builders.ts';

/** A device that is up and has carrier. */
export const linkOf = (name: string, changes: Partial<Link> = {}): Link => ({
	name,
	index: 2,
	flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
	isUp: true,
	hasCarrier: true,
	operstate: 'UP',
	mtu: 1500,
	...changes,
});

export const downLink = (link: Link): Link => ({
	...link,
	flags: ['BROADCAST', 'MULTICAST'],
	isUp: false,
	hasCarrier: false,
	operstate: 'DOWN',
});

export const addressOf = (
	link: string,
	text: string,
	changes: Partial<InterfaceAddress> = {},
): InterfaceAddress => {
	const [address = '', prefix = '32'] = text.split('/');
	return {
		link,
		family: address.includes(':') ? 'ipv6' : 'ipv4',
		address,
		prefixLength: Number(prefix),
		scope: 'global',
		flags: [],
		...changes,
	};
};

export const routeOf = (destination: string, changes: Partial<Route> = {}): Route => ({
	family: destination.includes(':') ? 'ipv6' : 'ipv4',
	type: 'unicast',
	destination,
	table: 'main',
	flags: [],
	nexthops: [],
	...changes,
});

export const neighbourOf = (address: string, link: string, mac?: string): Neighbour => ({
	address,
	link,
	...(mac !== undefined && {mac}),
	states: [mac === undefined ? 'FAILED' : 'PERMANENT'],
	isExternallyLearned: false,
});

export const fdbOf = (mac: string, link: string, destination: string): FdbEntry => ({
	mac,
	link,
	destination,
	flags: ['self'],
	state: 'permanent',
});

const flannel = 'flannel.alpha.coreos.com/';

/** MAC of the VXLAN device of node-N; the second family has one of its own. */
export const vtepMac = (n: number, family: 'v4' | 'v6' = 'v4'): string =>
	`9a:11:5e:00:0${family === 'v4' ? 0 : 6}:0${n}`;

/** Annotations that flannel gives node-N; a change to undefined takes one away. */
export const flannelAnnotations = (
	n: number,
	changes: Readonly<Record<string, string | undefined>> = {},
): Readonly<Record<string, string>> =>
	Object.fromEntries(
		Object.entries({
			'backend-type': 'vxlan',
			'backend-data': JSON.stringify({VNI: 1, VtepMAC: vtepMac(n)}),
			'kube-subnet-manager': 'true',
			'public-ip': `10.0.0.${n}`,
			...changes,
		}).flatMap(([key, value]) => (value === undefined ? [] : [[flannel + key, value]])),
	);

/** node-N of a Canal cluster: 10.0.0.N, pods 10.42.N.0/24. */
export const flannelNode = (n: number, changes: Partial<KubeNode> = {}): KubeNode =>
	kubeNode(`node-${n}`, {
		labels: {'kubernetes.io/os': 'linux'},
		podCidrs: [`10.42.${n}.0/24`],
		internalIps: [`10.0.0.${n}`],
		annotations: flannelAnnotations(n),
		...changes,
	});

/** The same with a second family: fd00::N, pods 2001:cafe:42:N::/64. */
export const dualStackNode = (n: number): KubeNode =>
	flannelNode(n, {
		podCidrs: [`10.42.${n}.0/24`, `2001:cafe:42:${n}::/64`],
		internalIps: [`10.0.0.${n}`, `fd00::${n}`],
		annotations: flannelAnnotations(n, {
			'backend-v6-data': JSON.stringify({VNI: 1, VtepMAC: vtepMac(n, 'v6')}),
			'public-ipv6': `fd00::${n}`,
		}),
	});

/** A node that Kubernetes calls NotReady. */
export const notReady = (node: KubeNode): KubeNode => ({
	...node,
	taints: [{key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule'}],
});

export const eth0 = linkOf('eth0', {mac: '52:54:00:00:00:02'});

/** flannel.1 of node-2. */
export const flannel1: Link = linkOf('flannel.1', {
	index: 5,
	operstate: 'UNKNOWN',
	mtu: 1450,
	mac: vtepMac(2),
	kind: 'vxlan',
	vxlan: {vni: 1, port: 8472, local: '10.0.0.2', lower: 'eth0', learning: false, isExternal: false},
});

export const flannelV6: Link = linkOf('flannel-v6.1', {
	index: 6,
	operstate: 'UNKNOWN',
	mtu: 1450,
	mac: vtepMac(2, 'v6'),
	kind: 'vxlan',
	vxlan: {vni: 1, port: 8472, local: 'fd00::2', lower: 'eth0', learning: false, isExternal: false},
});

export const links: readonly Link[] = [linkOf('lo', {index: 1, mtu: 65_536}), eth0, flannel1];

export const addresses: readonly InterfaceAddress[] = [
	addressOf('lo', '127.0.0.1/8', {scope: 'host'}),
	addressOf('eth0', '10.0.0.2/24'),
	addressOf('flannel.1', '10.42.2.0/32'),
];

/** What node-2 routes into its own network, apart from its peers. */
export const ownRoutes: readonly Route[] = [
	routeOf('0.0.0.0/0', {gateway: '10.0.0.254', dev: 'eth0', protocol: 'static'}),
	routeOf('10.0.0.0/24', {dev: 'eth0', protocol: 'kernel', scope: 'link', source: '10.0.0.2'}),
	routeOf('10.42.2.0/24', {type: 'blackhole'}),
	routeOf('10.42.2.7/32', {dev: 'cali0123456789a', scope: 'link'}),
];

/** Route, neighbour and FDB entry that flannel enters on node-2 for node-N. */
export const peerRoute = (n: number, changes: Partial<Route> = {}): Route =>
	routeOf(`10.42.${n}.0/24`, {
		gateway: `10.42.${n}.0`,
		dev: 'flannel.1',
		protocol: 'boot',
		flags: ['onlink'],
		...changes,
	});
export const peerNeighbour = (n: number): Neighbour => neighbourOf(`10.42.${n}.0`, 'flannel.1', vtepMac(n));
export const peerFdb = (n: number): FdbEntry => fdbOf(vtepMac(n), 'flannel.1', `10.0.0.${n}`);

/** net-conf.json of Canal as RKE2 ships it. */
export const netConf: FlannelConfiguration = {
	enableIpv4: true,
	enableIpv6: false,
	enableNftables: false,
	backend: {type: 'vxlan', directRouting: false, learning: false},
	source: 'file of flanneld',
	defaultPort: 8472,
};
export const withBackend = (changes: Partial<FlannelConfiguration['backend']>): FlannelConfiguration => ({
	...netConf,
	backend: {...netConf.backend, ...changes},
});

export const flanneld = (changes: Partial<FlannelProcess['options']> = {}): FlannelProcess => ({
	pid: 4711,
	commandLine: '/opt/bin/flanneld --ip-masq --kube-subnet-mgr',
	options: {interfaces: [], regexes: [], netConfPath: '/etc/kube-flannel/net-conf.json', ...changes},
});

export const dualStack = {families: told(['ipv4', 'ipv6'] as const)};

/** RKE2's flannel chart has another VNI and port than Canal. */
export const flannelCni: Partial<Environment> = {cni: told('flannel'), overlayDevice: told('flannel.4096')};
export const flannel4096: Link = {
	...flannel1,
	name: 'flannel.4096',
	vxlan: {vni: 4096, port: 4789, local: '10.0.0.2', lower: 'eth0', learning: false, isExternal: false},
};

export const ofDevice = {kind: 'Interface', name: 'flannel.1'} as const;

/** What the tables of node-2 hold on a healthy node with these peers. */
export const tablesFor = (...peers: readonly number[]) => ({
	links,
	routes: [...ownRoutes, ...peers.map(n => peerRoute(n))],
	neighbours: peers.map(peerNeighbour),
	fdb: peers.map(peerFdb),
});

export const peerOf = (n: number, changes: Partial<Peer> = {}): Peer => ({
	name: `node-${n}`,
	underlay: `10.0.0.${n}`,
	overlay: `10.42.${n}.0`,
	standing: 'ready',
	...changes,
});

type Result = PacketResult['result'] | 'stalled' | 'unsent';

const answerOf = (peer: Peer, address: string, result: Result): PeerAnswer => {
	switch (result) {
		case 'unsent':
			return {peer, address};
		case 'answered':
			return {peer, address, answer: {result, milliseconds: 3.1}};
		case 'stalled':
			return {
				peer,
				address,
				answer: {result: 'silent', detail: 'connected, but no complete TLS handshake within 1000 ms'},
			};
		default:
			return {peer, address, answer: {result, detail: `${result} after 1000 ms`}};
	}
};

/** Answers on the underlay or, where the peer has an address there, in the overlay. */
export const onUnderlay = (peer: Peer, result: Result): PeerAnswer => answerOf(peer, peer.underlay, result);
export const onOverlay = (peer: Peer, result: Result): PeerAnswer =>
	answerOf(peer, peer.overlay ?? '', result);
