import type {Environment} from '../core/environment.ts';
import type {Route} from '../parsers/ip-route.ts';
import type {RoutingRule} from '../parsers/ip-rule.ts';
import {isEncryptedByFelix} from './cni-devices.ts';
import type {ForwardedPacket, OutgoingPacket} from './packet.ts';
import {lookupRoute, type RouteLookup, type Routing, routingOf} from './route-lookup.ts';

/** A packet as the kernel looks for its way. */
export interface RoutedPacket {
	readonly packet: ForwardedPacket | OutgoingPacket;
	/** Of the tunnel whose datagram it is. */
	readonly device?: string;
	/** 0: none; undefined: it cannot be told. */
	readonly mark: number | undefined;
	/** The mark is that of a packet of pods in the datagram, which the kernel takes over when it looks for the way of the tunnel. */
	readonly isInherited?: true;
	/** The rule that set it, where none of the cluster's own did. */
	readonly markedBy?: string;
}

/** A packet that goes elsewhere or nowhere, because of its mark, protocol or port. */
export interface RuledPacket extends RoutedPacket {
	readonly found: Exclude<RouteLookup, {readonly kind: 'none' | 'undecided'}>;
	/** Where it would go without them. */
	readonly right: Route;
}

/** Rules that look at nothing but addresses and interfaces. */
const isPlain = ({mark, ipProtocol, destinationPorts, sourcePorts}: RoutingRule): boolean =>
	[mark, ipProtocol, destinationPorts, sourcePorts].every(selector => selector === undefined);

/** That a mark is to blame is certain where a packet without one fares otherwise. */
const isOtherwise = (found: RouteLookup, unmarked: RouteLookup): boolean =>
	found.kind === 'route' && unmarked.kind === 'route'
		? found.route !== unmarked.route
		: unmarked.kind !== 'undecided' && found.kind !== unmarked.kind;

const waysOf = (
	routing: Routing,
	plain: Routing,
	{packet, mark, markedBy, device}: RoutedPacket,
): Pick<RuledPacket, 'found' | 'right' | 'markedBy'> | undefined => {
	const {destination, source, protocol, port} = packet;
	if (destination === undefined || protocol === 'ipencap' || mark === undefined) {
		return undefined;
	}
	const query = {
		destination,
		...(source !== undefined && {source}),
		...(packet.way === 'through' && packet.incoming !== undefined && {incoming: packet.incoming}),
	};
	const right = lookupRoute(plain, query);
	const found = lookupRoute(routing, {...query, protocol, port, mark});
	if (right.kind !== 'route' || found.kind === 'none' || found.kind === 'undecided' || isPlain(found.rule)) {
		return undefined;
	}
	const isOfMark =
		markedBy !== undefined && isOtherwise(found, lookupRoute(routing, {...query, protocol, port, mark: 0}));
	if (found.kind !== 'route') {
		return {found, right: right.route, ...(isOfMark && {markedBy})};
	}
	// The device of a tunnel that is bound to one asks for no way but that, unless its datagram was marked since.
	const isElsewhere =
		found.route.dev !== right.route.dev ||
		(device === undefined && found.route.gateway !== right.route.gateway);
	return isElsewhere && isOfMark ? {found, right: right.route, markedBy} : undefined;
};

export const ruledPackets = (
	rules: readonly RoutingRule[],
	routes: readonly Route[],
	packets: readonly RoutedPacket[],
	environment: Pick<Environment, 'cni'>,
): readonly RuledPacket[] => {
	const routing = routingOf('ipv4', rules, routes);
	const plain = routingOf('ipv4', rules.filter(isPlain), routes);
	const taken = packets.flatMap(routed => {
		const ways = waysOf(routing, plain, routed);
		const {markedBy: _, ...packet} = routed;
		return ways === undefined || isEncryptedByFelix(ways.found.route?.dev, environment)
			? []
			: [{...packet, ...ways}];
	});
	// What a rule takes away before it comes to the tunnel is in no datagram.
	const isTakenBefore = ({rule}: RuledPacket['found']): boolean =>
		taken.some(({found, isInherited}) => found.rule === rule && isInherited !== true);
	return taken.filter(({found, isInherited}) => isInherited !== true || !isTakenBefore(found));
};
