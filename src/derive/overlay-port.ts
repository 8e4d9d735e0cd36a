import type {Link} from '../parsers/ip-link.ts';
import type {NftTable} from '../parsers/nft-ruleset.ts';
import type {Packet} from './chain-walk.ts';
import {
	type BackendRules,
	type Netfilter,
	type NetfilterDrop,
	netfilterOf,
	passageOf,
} from './netfilter-hooks.ts';

/** Where datagrams of a peer, or for it, end; no peer: those of all. */
export interface OverlayPortDrop extends NetfilterDrop {
	readonly peer?: string;
}

/** Rules rarely tell peers apart, and one that is dropped is reason enough. */
const mostPeers = 16;

const dropsOf = (
	netfilter: Netfilter,
	peers: readonly string[],
	packetFor: (peer: string | undefined) => Packet,
	mark?: {readonly known: number | undefined},
): readonly OverlayPortDrop[] => {
	const common = passageOf(netfilter, packetFor(undefined), mark);
	const addresses = [...new Set(peers.filter(peer => !peer.includes(':')))].sort();
	if (common.kind === 'dropped') {
		return addresses.length === 0 ? [common] : addresses.map(peer => ({peer, ...common}));
	}
	// Only where rules ask who the peer is does it matter.
	return (common.kind === 'undecided' ? addresses.slice(0, mostPeers) : []).flatMap(peer => {
		const passage = passageOf(netfilter, packetFor(peer), mark);
		return passage.kind === 'dropped' ? [{peer, ...passage}] : [];
	});
};

const datagram = {family: 'ipv4', protocol: 'udp'} as const;

/** Peers whose datagrams for a VXLAN device certainly do not get through the firewall of this node. */
export const overlayPortDrops = (
	device: Link,
	peers: readonly string[],
	rules: BackendRules,
	tables: readonly NftTable[],
): readonly OverlayPortDrop[] => {
	const {port, local, lower} = device.vxlan ?? {};
	if (port === undefined || local?.includes(':')) {
		return [];
	}
	return dropsOf(netfilterOf(rules, tables), peers, source => ({
		...datagram,
		way: 'in',
		port,
		source,
		destination: local,
		incoming: lower,
	}));
};

/** Whether somebody else than the cluster sets marks. */
const isMarkedByOthers = (rules: BackendRules, tables: readonly NftTable[]): boolean =>
	/"mangle"/.test(JSON.stringify(tables)) ||
	[rules.nft, rules.legacy].some(ruleset =>
		ruleset?.tables.some(({chains}) =>
			chains.some(
				chain => !isOfCluster(chain.name) && chain.rules.some(({target}) => /MARK$/.test(target ?? '')),
			),
		),
	);

/** The cluster's own rules leave no mark on what the node itself sends. */
const isOfCluster = (chain: string): boolean => /^(?:KUBE|cali|CNI|FLANNEL)-/.test(chain);

/** Peers for whom the datagrams of a VXLAN device certainly do not leave this node. */
export const overlayPortDropsOut = (
	device: Link,
	peers: readonly string[],
	rules: BackendRules,
	tables: readonly NftTable[],
): readonly OverlayPortDrop[] => {
	const {port, local, lower, isExternal} = device.vxlan ?? {};
	if (port === undefined || local?.includes(':')) {
		return [];
	}
	// A datagram keeps the mark of the packet in it, which passed the same chains; eBPF programs set one too.
	const isUnmarked = isExternal === false && !isMarkedByOthers(rules, tables);
	return dropsOf(
		netfilterOf(rules, tables),
		peers,
		destination => ({...datagram, way: 'out', port, source: local, destination, outgoing: lower}),
		{known: isUnmarked ? 0 : undefined},
	);
};
