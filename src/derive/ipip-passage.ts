import type {Route} from '../parsers/ip-route.ts';
import type {NftTable} from '../parsers/nft-ruleset.ts';
import {type BackendRules, netfilterOf} from './netfilter-hooks.ts';
import {followPeers, type OverlayPortPassage} from './overlay-port.ts';

/** The device that the kernel makes with its module ipip, and that Calico uses. */
const ipipDevice = 'tunl0';

const packet = {family: 'ipv4', protocol: 'ipencap', port: 0} as const;

/** What becomes of packets of IP-in-IP, from and to the nodes that routes by tunl0 lead to. */
export const ipipPassage = (
	routes: readonly Route[],
	rules: BackendRules,
	tables: readonly NftTable[],
): OverlayPortPassage => {
	const netfilter = netfilterOf(rules, tables);
	const peers = routes.flatMap(({dev, gateway}) => (dev === ipipDevice ? (gateway ?? []) : []));
	const incoming = followPeers(netfilter, peers, source => ({
		...packet,
		way: 'in',
		source,
		destination: undefined,
		incoming: undefined,
		isOfPeer: true,
	}));
	// What is inside was marked before, and the mark stays.
	const outgoing = followPeers(
		netfilter,
		peers,
		destination => ({...packet, way: 'out', source: undefined, destination, outgoing: undefined}),
		{known: undefined},
	);
	return {
		incoming: incoming.drops,
		outgoing: outgoing.drops,
		...(incoming.undecided !== undefined && {undecided: incoming.undecided}),
	};
};
