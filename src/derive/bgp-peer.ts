import type {Subject} from '../core/check.ts';
import type {IpFamily} from '../core/environment.ts';
import type {BgpSession} from '../parsers/bgp-session.ts';
import type {BirdProtocols} from '../parsers/bird-protocols.ts';
import type {BirdStatus} from '../parsers/bird-status.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import type {BirdAnswer} from './bird-daemon.ts';
import {isSameAddress} from './cidr.ts';
import {listNames} from './list-names.ts';
import {type NodeStanding, standingOf} from './node-standing.ts';
import {contactOf, type PeerAnswer} from './peer-contact.ts';

/** A BGP session, with what the cluster knows of its other end. */
export interface BgpPeer {
	readonly family: IpFamily;
	readonly bird: BirdStatus;
	readonly session: BgpSession;
	/** The Node that has the neighbour's address; absent for a router. */
	readonly node?: KubeNode;
	/** Of the Node. */
	readonly standing: NodeStanding;
	/** The Node's name, or the address of a router. */
	readonly name: string;
	/** `node-2 (10.0.0.12)`, `10.0.0.1 (AS 65001)`. */
	readonly title: string;
	/** The neighbour, by its address. */
	readonly subject: Subject;
	readonly about: readonly Subject[];
}

const calicoAddresses = ['projectcalico.org/IPv4Address', 'projectcalico.org/IPv6Address'] as const;

/** Addresses under which calico-node of a Node speaks BGP, without the prefix of their network. */
export const bgpAddressesOf = ({annotations}: KubeNode): readonly string[] =>
	calicoAddresses.flatMap(key => annotations[key]?.split('/')[0] || []);

/** Nodes that reflect routes stand outside of the mesh. */
export const isReflector = ({annotations}: KubeNode): boolean =>
	Boolean(annotations['projectcalico.org/RouteReflectorClusterID']);

const hasAddress = (node: KubeNode, address: string): boolean =>
	[...bgpAddressesOf(node), ...node.internalIps].some(own => isSameAddress(own, address));

/** All sessions of BIRD, those that are well included. */
export const bgpPeersOf = (
	birds: readonly BirdAnswer<BirdProtocols>[],
	nodes: readonly KubeNode[],
): readonly BgpPeer[] =>
	birds.flatMap(({family, status: bird, value: {sessions}}) =>
		sessions.map((session): BgpPeer => {
			const {neighbour, neighbourAs} = session;
			const node = nodes.find(candidate => hasAddress(candidate, neighbour));
			const common = {family, bird, session, subject: {kind: 'BGPPeer', name: neighbour}} as const;
			return node === undefined
				? {
						...common,
						standing: 'unknown',
						name: neighbour,
						title: `${neighbour} (AS ${neighbourAs})`,
						about: [],
					}
				: {
						...common,
						node,
						standing: standingOf(node),
						name: node.name,
						title: `${node.name} (${neighbour})`,
						about: [{kind: 'Node', name: node.name}],
					};
		}),
	);

export const isEstablished = ({session}: BgpPeer): boolean => session.state === 'Established';

/** Whether BIRD or its neighbour said this of the session, whichever way: `Bad peer AS`. */
export const hasBgpError = ({session: {error}}: BgpPeer, text: string): boolean =>
	(error?.source === 'sent' || error?.source === 'received') && error.text === text;

/** The neighbour, or this node where there are several: what a finding about them is about. */
export const subjectOfPeers = (peers: readonly BgpPeer[], several: Subject): Subject => {
	const [first] = peers;
	return first !== undefined && peers.length === 1 ? first.subject : several;
};

export const namesOfPeers = (peers: readonly BgpPeer[]): string => listNames(peers.map(({title}) => title));

/** The rows of the sessions with how many routes came in by them, as `birdcl show protocols all` tells. */
export const importsOfPeers = (peers: readonly BgpPeer[]): string =>
	peers.map(({session: {row, routes}}) => `${row}\nRoutes: ${routes?.imported ?? 0} imported`).join('\n');

/** The rows of the sessions as evidence of `birds`, and the Nodes at their other ends. */
export const detailsOfPeers = (peers: readonly BgpPeer[]) =>
	({
		evidence: [{from: 'birds', excerpt: peers.map(({session: {row}}) => row).join('\n')}],
		about: peers.flatMap(({about}) => about),
	}) as const;

/** The address from which BIRD calls: one session that is well shows it, else the router ID is the best guess. */
export const bgpSourceOf = ({family, bird}: BgpPeer, peers: readonly BgpPeer[]): string => {
	const source = peers.find(peer => peer.family === family && peer.session.source !== undefined)?.session
		.source;
	return source ?? (family === 'ipv4' ? bird.routerId : 'this node');
};

/** Whether the kubelet at the neighbour's address answered this run. */
export const isReachedDirectly = (
	{session: {neighbour}}: BgpPeer,
	underlay: readonly PeerAnswer[],
): boolean =>
	underlay.some(({address, answer}) => isSameAddress(address, neighbour) && contactOf(answer) === 'answers');
