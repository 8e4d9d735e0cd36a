import type {PacketResult} from '../core/request.ts';
import type {Route} from '../parsers/ip-route.ts';
import {contains, isSameAddress, parseAddress, parseCidr} from './cidr.ts';
import {isTunnelDevice} from './cni-devices.ts';
import {contactOf, type PeerContact} from './peer-contact.ts';
import type {Peer} from './peer-plan.ts';

/** A peer to whose pods packets travel as they are, without a tunnel: DirectRouting, CrossSubnet, host-gw. */
export interface DirectPeer {
	readonly contact: PeerContact;
	readonly route: Route;
}

/** Routes of the main table that lead to an address; the default route leads everywhere. */
const routesTo = (address: string, routes: readonly Route[]): readonly Route[] => {
	const parsed = parseAddress(address);
	return routes.filter(({table, type, destination}) => {
		const range = table === 'main' && type === 'unicast' ? parseCidr(destination) : undefined;
		return parsed !== undefined && range !== undefined && range.prefix > 0 && contains(range, parsed);
	});
};

/** By the peer itself, or by a router that knows its range; wider routes are not about pods. */
export const directRoute = (
	{overlay, underlay}: Peer,
	routes: readonly Route[],
	tunnel: string | undefined,
): Route | undefined => {
	const found = overlay === undefined ? [] : routesTo(overlay, routes);
	if (overlay === undefined || found.some(({dev = ''}) => dev === tunnel || isTunnelDevice(dev))) {
		return undefined;
	}
	return found.find(
		({gateway, destination}) =>
			gateway !== undefined &&
			(isSameAddress(gateway, underlay) || isSameAddress(destination.replace(/\/\d+$/, ''), overlay)),
	);
};

/** A pod of which it is known where it runs. */
interface PodAnswer {
	readonly address: string;
	readonly nodeName?: string | undefined;
	readonly answer?: PacketResult | undefined;
}

/** Where no tunnel gives a node an address, a pod of it that was asked stands for all of them. */
export const withPodsAsked = (
	contacts: readonly PeerContact[],
	pods: readonly PodAnswer[],
): readonly PeerContact[] =>
	contacts.map(contact => {
		const pod = pods.find(({nodeName, answer}) => nodeName === contact.peer.name && answer !== undefined);
		return contact.peer.overlay !== undefined || pod === undefined
			? contact
			: {...contact, peer: {...contact.peer, overlay: pod.address}, overlay: contactOf(pod.answer)};
	});

export const directPeersOf = (
	contacts: readonly PeerContact[],
	routes: readonly Route[],
	tunnel: string | undefined,
): readonly DirectPeer[] =>
	contacts.flatMap(contact => {
		const route = directRoute(contact.peer, routes, tunnel);
		return route === undefined ? [] : [{contact, route}];
	});
