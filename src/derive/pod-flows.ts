import type {IpFamily} from '../core/environment.ts';
import type {Route} from '../parsers/ip-route.ts';
import type {ForwardedPacket} from './chain-walk.ts';
import {bitsOf, type Cidr, contains, formatAddress, parseCidr} from './cidr.ts';
import {isCalicoWorkload} from './cni-devices.ts';

/** A flow between pods that this node forwards, with the first packet of it. */
export interface PodFlow {
	readonly way: 'to-peers' | 'from-peers' | 'on-this-node';
	readonly packet: ForwardedPacket;
}

interface PodPlace {
	readonly device: string;
	readonly address: string;
}

/** Some address of a range, past those that nodes keep for themselves. */
const addressIn = (range: Cidr): string =>
	formatAddress({
		...range,
		value:
			range.value +
			(range.prefix === bitsOf(range.family) ? 0n : bitsOf(range.family) - range.prefix < 4 ? 1n : 10n),
	});

const placeOf = (route: Route): PodPlace | undefined => {
	const range = parseCidr(route.destination);
	return range === undefined || route.dev === undefined
		? undefined
		: {device: route.dev, address: addressIn(range)};
};

const within = (ranges: readonly Cidr[], {destination}: Route): boolean => {
	const range = parseCidr(destination);
	return range !== undefined && ranges.some(pods => pods.prefix < range.prefix && contains(pods, range));
};

const isLocal = ({dev = '', gateway}: Route): boolean =>
	gateway === undefined && (isCalicoWorkload(dev) || dev === 'cni0');

/** DNS, which pods ask each other first, and a connection to a web server. */
const services = [
	{protocol: 'udp', port: 53},
	{protocol: 'tcp', port: 443},
] as const;

/**
 * First packets between a pod of this node and one of another, both ways, and between pods behind a bridge.
 * @param pods ranges of the pods of the cluster
 */
export const podFlowsOf = (
	routes: readonly Route[],
	pods: readonly string[],
	family: IpFamily,
): readonly PodFlow[] => {
	const ranges = pods.flatMap(text => parseCidr(text) ?? []).filter(range => range.family === family);
	const ofPods = routes.filter(
		route => route.table === 'main' && route.type === 'unicast' && within(ranges, route),
	);
	const [local] = ofPods.filter(isLocal).flatMap(route => placeOf(route) ?? []);
	const [peer] = ofPods.filter(route => !isLocal(route)).flatMap(route => placeOf(route) ?? []);
	if (local === undefined) {
		return [];
	}
	const flow = (way: PodFlow['way'], from: PodPlace, to: PodPlace): readonly PodFlow[] =>
		services.map(service => ({
			way,
			packet: {
				...service,
				way: 'through',
				family,
				source: from.address,
				destination: to.address,
				incoming: from.device,
				outgoing: to.device,
			},
		}));
	return [
		...(peer === undefined ? [] : [...flow('to-peers', local, peer), ...flow('from-peers', peer, local)]),
		...(local.device === 'cni0' ? flow('on-this-node', local, local) : []),
	];
};
