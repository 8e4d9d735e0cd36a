import type {Link} from '../parsers/ip-link.ts';
import type {Neighbour} from '../parsers/ip-neighbour.ts';
import type {Route} from '../parsers/ip-route.ts';
import {isInService} from './node-standing.ts';
import type {PeerContact} from './peer-contact.ts';
import type {Peer} from './peer-plan.ts';
import {lookupRoute, type Routing} from './route-lookup.ts';

type KnownNeighbour = Neighbour & {readonly mac: string};

const isKnown = (entry: Neighbour): entry is KnownNeighbour => entry.mac !== undefined;

const isIpv6 = ({address}: Neighbour): boolean => address.includes(':');

const isByHand = ({states, isExternallyLearned}: Neighbour): boolean =>
	states.includes('PERMANENT') && !isExternallyLearned;

const isSilent = ({underlay}: PeerContact): boolean => underlay === 'silent' || underlay === 'unclear';

interface NeighbourSituation {
	/** All other nodes, asked or not. */
	readonly peers: readonly Peer[];
	readonly contacts: readonly PeerContact[];
	readonly neighbours: readonly Neighbour[];
	readonly links: readonly Link[];
	readonly routes: readonly Route[];
}

/** A node that does not answer, and what is wrong with the entry by which packets go to it. */
interface MisledPeer {
	readonly fault: 'byHand' | 'ownMac' | 'sameMac' | 'maybeSameMac';
	readonly peer: Peer;
	readonly entry: KnownNeighbour;
	/** Other nodes with its MAC. */
	readonly others: readonly string[];
}

const routersOf = ({peers, neighbours, routes}: NeighbourSituation): readonly Neighbour[] => {
	const gateways = new Set(
		routes.flatMap(({gateway, nexthops}) => [gateway, ...nexthops.map(hop => hop.gateway)]),
	);
	// With BGP, nodes are the gateways to their pods.
	return neighbours.filter(
		({address}) => gateways.has(address) && peers.every(({underlay}) => underlay !== address),
	);
};

/** Of a MAC that a silent node shares with others: whether it is one machine between that answers for them, as far as their answers tell. */
const faultOfShared = (
	{standing}: Peer,
	sharers: readonly PeerContact[],
	/** That the network shows machines their own MAC, which some routers and clouds do not. */
	hasOtherMac: boolean,
): 'sameMac' | 'maybeSameMac' | undefined => {
	const answering = sharers.filter(sharer => !isSilent(sharer)).length;
	if (sharers.length === 0 || answering > 1) {
		return undefined;
	}
	// A node that is down is silent behind a router, too.
	return answering === 1 && isInService(standing) && hasOtherMac ? 'sameMac' : 'maybeSameMac';
};

export const misledPeersOf = (situation: NeighbourSituation): readonly MisledPeer[] => {
	const {contacts, neighbours, links} = situation;
	const routers = routersOf(situation);
	// What a router that answers for others has: the same MAC for many addresses, without harm.
	const routerMacs = new Set(routers.map(({mac}) => mac));
	return contacts.filter(isSilent).flatMap(({peer}): readonly MisledPeer[] => {
		const entry = neighbours.filter(isKnown).find(({address}) => address === peer.underlay);
		if (entry === undefined || entry.isExternallyLearned || routerMacs.has(entry.mac)) {
			return [];
		}
		const {mac, link} = entry;
		// The same MAC on two links is that of machines that never meet.
		const onLink = neighbours.filter(isKnown).filter(one => one.link === link);
		const sharers = contacts.filter(
			({peer: {underlay}}) =>
				underlay !== peer.underlay && onLink.some(one => one.address === underlay && one.mac === mac),
		);
		const others = sharers.map(sharer => sharer.peer.name);
		if (isByHand(entry)) {
			return [{fault: 'byHand', peer, entry, others}];
		}
		if (links.some(one => one.name === link && one.mac === mac)) {
			return [{fault: 'ownMac', peer, entry, others}];
		}
		const hasOtherMac = onLink.some(
			one => one.mac !== mac && isIpv6(one) === isIpv6(entry) && !routers.includes(one),
		);
		const fault = faultOfShared(peer, sharers, hasOtherMac);
		return fault === undefined ? [] : [{fault, peer, entry, others}];
	});
};

/** Routers whose entry was made by hand, with the nodes behind each, none of which answers. */
export const misledRoutersOf = (
	{contacts, neighbours}: Pick<NeighbourSituation, 'contacts' | 'neighbours'>,
	routing: Routing,
	/** Addresses of servers that answer. */
	reached: readonly string[],
): readonly {readonly entry: KnownNeighbour; readonly behind: readonly Peer[]}[] => {
	const hopTo = (destination: string) => {
		const found = lookupRoute(routing, {destination});
		return found.kind === 'route' ? found.route : undefined;
	};
	// Of a node that is down the silence proves nothing.
	const inService = contacts
		.filter(({peer}) => isInService(peer.standing))
		.map(contact => ({contact, hop: hopTo(contact.peer.underlay)}));
	// A firewall between the networks may close the kubelet's port and pings, but not those of servers.
	const working = reached.map(hopTo);
	return neighbours
		.filter(isKnown)
		.filter(isByHand)
		.flatMap(entry => {
			const isBy = (hop: Route | undefined): boolean =>
				hop?.gateway === entry.address && hop.dev === entry.link;
			const behind = inService.filter(({hop}) => isBy(hop)).map(({contact}) => contact);
			return behind.length > 0 && behind.every(isSilent) && !working.some(isBy)
				? [{entry, behind: behind.map(({peer}) => peer)}]
				: [];
		});
};
