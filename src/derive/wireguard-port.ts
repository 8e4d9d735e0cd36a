import type {NftTable} from '../parsers/nft-ruleset.ts';
import type {WireguardDevice} from '../parsers/wireguard.ts';
import {
	type BackendRules,
	type NetfilterDrop,
	netfilterOf,
	passageOf,
	undecidedIn,
} from './netfilter-hooks.ts';
import type {DeafPeer} from './wireguard-peers.ts';

/** Where datagrams of WireGuard, from a peer that is called in vain or to it, end in the rules of this node. */
export interface WireguardPortDrop extends NetfilterDrop {
	readonly device: string;
	/** Name of the Node. */
	readonly peer: string;
	readonly way: 'in' | 'out';
	readonly port: number;
	/** No peer of the device has a session. */
	readonly isCutOff: boolean;
}

export interface WireguardPortPassage {
	readonly drops: readonly WireguardPortDrop[];
	/** The first rule that may or may not drop others. */
	readonly undecided?: string;
}

/**
 * Over IPv4. Both ends have a fixed port, so that whoever may send is answered, by connection tracking: what arrives counts
 * as new only while no peer at all has a session, as where the same rules stand on every node.
 */
export const wireguardPortPassage = (
	deaf: readonly DeafPeer[],
	devices: readonly WireguardDevice[],
	rules: BackendRules,
	tables: readonly NftTable[],
): WireguardPortPassage => {
	const netfilter = netfilterOf(rules, tables);
	const passages = deaf.flatMap(({device, peer: {endpoint}, node}) => {
		const {listenPort, peers = []} = devices.find(({name}) => name === device) ?? {};
		const isCutOff = deaf.filter(one => one.device === device).length >= peers.length;
		if (endpoint === undefined || endpoint.address.includes(':') || listenPort === undefined) {
			return [];
		}
		const datagram = {family: 'ipv4', protocol: 'udp'} as const;
		const common = {device, peer: node.name, isCutOff};
		return [
			{
				...({...common, way: 'out', port: endpoint.port} as const),
				// WireGuard marks what it sends, as the CNI tells it.
				passage: passageOf(
					netfilter,
					{
						...datagram,
						...{way: 'out', port: endpoint.port, source: undefined, destination: endpoint.address},
						outgoing: undefined,
					} as const,
					{known: undefined},
				),
			},
			{
				...({...common, way: 'in', port: listenPort} as const),
				passage: passageOf(netfilter, {
					...datagram,
					...{way: 'in', port: listenPort, source: endpoint.address, destination: undefined},
					...{incoming: undefined, isOfPeer: true, isReply: !isCutOff},
				} as const),
			},
		];
	});
	return {
		drops: passages.flatMap(({passage, ...drop}) =>
			passage.kind === 'dropped' ? [{...drop, end: passage.end, shownBy: passage.shownBy}] : [],
		),
		...undecidedIn(passages.map(({passage}) => passage)),
	};
};
