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
}

export interface WireguardPortPassage {
	readonly drops: readonly WireguardPortDrop[];
	/** The first rule that may or may not drop others. */
	readonly undecided?: string;
}

/** Over IPv4. Both ends have a fixed port, so that a node that is let out gets its answers: only peers without a session tell. */
export const wireguardPortPassage = (
	deaf: readonly DeafPeer[],
	devices: readonly WireguardDevice[],
	rules: BackendRules,
	tables: readonly NftTable[],
): WireguardPortPassage => {
	const netfilter = netfilterOf(rules, tables);
	const passages = deaf.flatMap(({device, peer: {endpoint}, node}) => {
		const listenPort = devices.find(({name}) => name === device)?.listenPort;
		if (endpoint === undefined || endpoint.address.includes(':') || listenPort === undefined) {
			return [];
		}
		const datagram = {family: 'ipv4', protocol: 'udp'} as const;
		const common = {device, peer: node.name};
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
					...{incoming: undefined, isOfPeer: true},
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
