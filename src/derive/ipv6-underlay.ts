import type {InterfaceAddress} from '../parsers/ip-address.ts';
import type {Neighbour} from '../parsers/ip-neighbour.ts';
import {isSameAddress} from './cidr.ts';
import {contactOf, type PeerAnswer} from './peer-contact.ts';
import {lookupRoute, type RouteLookup, type Routing} from './route-lookup.ts';

/** Why a node that answers over IPv4 does not over IPv6, as far as it shows here. */
export type Ipv6Fault =
	| {
			readonly kind: 'refused';
			readonly found: Extract<RouteLookup, {kind: 'blackhole' | 'unreachable' | 'prohibit'}>;
	  }
	| {readonly kind: 'noRoute'}
	| {readonly kind: 'byHand' | 'unresolved'; readonly neighbour: Neighbour}
	| {readonly kind: 'silent'};

export interface Ipv6Silence {
	readonly contact: PeerAnswer;
	readonly fault: Ipv6Fault;
}

const faultOf = (address: string, routing: Routing, neighbours: readonly Neighbour[]): Ipv6Fault => {
	const found = lookupRoute(routing, {destination: address});
	if (found.kind === 'blackhole' || found.kind === 'unreachable' || found.kind === 'prohibit') {
		return {kind: 'refused', found};
	}
	if (found.kind === 'none') {
		return {kind: 'noRoute'};
	}
	const next = (found.kind === 'route' ? found.route.gateway : undefined) ?? address;
	const neighbour = neighbours.find(one => isSameAddress(one.address, next));
	if (neighbour?.states.includes('PERMANENT') === true && !neighbour.isExternallyLearned) {
		return {kind: 'byHand', neighbour};
	}
	const isUnresolved = neighbour?.states.some(state => state === 'FAILED' || state === 'INCOMPLETE');
	return neighbour !== undefined && isUnresolved === true
		? {kind: 'unresolved', neighbour}
		: {kind: 'silent'};
};

/**
 * Nodes that answered over IPv4 but not over IPv6.
 * @param ipv4 the same nodes, asked by IPv4
 * @param neighbours after the packets were sent
 */
export const ipv6Silences = (
	ipv4: readonly PeerAnswer[],
	ipv6: readonly PeerAnswer[],
	routing: Routing,
	neighbours: readonly Neighbour[],
): readonly Ipv6Silence[] => {
	const answering = new Set(
		ipv4.filter(({answer}) => contactOf(answer) === 'answers').map(({peer}) => peer.name),
	);
	return ipv6
		.filter(({peer, answer}) => answer !== undefined && answering.has(peer.name))
		.filter(({answer}) => ['silent', 'unclear'].includes(contactOf(answer)))
		.map(contact => ({contact, fault: faultOf(contact.address, routing, neighbours)}));
};

/** Addresses that the kernel does not use, because another machine answered for them when they were set. */
export const duplicateAddresses = (addresses: readonly InterfaceAddress[]): readonly InterfaceAddress[] =>
	addresses.filter(({flags, scope}) => flags.includes('dadfailed') && scope === 'global');
