import type {IpFamily} from '../core/environment.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Route} from '../parsers/ip-route.ts';
import {bitsOf, type Cidr, contains, formatAddress, parseAddress, parseCidr} from './cidr.ts';
import {isCalicoWorkload, isClusterDevice} from './cni-devices.ts';
import {longestMatch, routeTableOf} from './longest-prefix-match.ts';
import type {ForwardedPacket, IncomingPacket} from './packet.ts';
import {defaultRoutes} from './uplinks.ts';

/** A flow of pods that passes the firewall of this node, with the first packet of it. */
export interface PodFlow {
	readonly way: 'to-peers' | 'from-peers' | 'on-this-node' | 'to-api' | 'to-dns' | 'outside';
	readonly packet: ForwardedPacket | IncomingPacket;
	/** The interface of the one pod that it is about; else it stands for all. */
	readonly ofOne?: string;
}

export interface PodPlace {
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

/** A device and an address behind it that a route leads to. */
export const placeOf = (route: Route): PodPlace | undefined => {
	const range = parseCidr(route.destination);
	return range === undefined || route.dev === undefined
		? undefined
		: {device: route.dev, address: addressIn(range)};
};

const within = (ranges: readonly Cidr[], {destination}: Route): boolean => {
	const range = parseCidr(destination);
	return range !== undefined && ranges.some(pods => pods.prefix < range.prefix && contains(pods, range));
};

/** Whether it leads to pods of this node. */
export const isLocal = ({dev = '', gateway}: Route): boolean =>
	gateway === undefined && (isCalicoWorkload(dev) || dev === 'cni0');

/** DNS, which pods ask each other first, and a connection to a web server. */
const services = [
	{protocol: 'udp', port: 53},
	{protocol: 'tcp', port: 443},
] as const;

const podRoutes = (routes: readonly Route[], pods: readonly string[], family: IpFamily): readonly Route[] => {
	const ranges = pods.flatMap(text => parseCidr(text) ?? []).filter(range => range.family === family);
	return routes.filter(route => route.table === 'main' && route.type === 'unicast' && within(ranges, route));
};

/** A pod of this node, by the device that it is behind. */
export const localPod = (
	routes: readonly Route[],
	pods: readonly string[],
	family: IpFamily,
): PodPlace | undefined =>
	podRoutes(routes, pods, family)
		.filter(isLocal)
		.flatMap(route => placeOf(route) ?? [])[0];

/** Of Cilium, whose routes to the pods of this node and of others all lead to one device. */
export const localCiliumPod = (
	routes: readonly Route[],
	links: readonly Link[],
	pods: readonly string[],
): PodPlace | undefined => {
	const device = links.find(({name}) => /^lxc/.test(name) && name !== 'lxc_health')?.name;
	const own = podRoutes(routes, pods, 'ipv4').find(({dev, destination, gateway = ''}) => {
		const [range, address] = [parseCidr(destination), parseAddress(gateway)];
		return dev === 'cilium_host' && range && address && contains(range, address);
	});
	const address = own && placeOf(own)?.address;
	return device === undefined || address === undefined ? undefined : {device, address};
};

/**
 * First packets between a pod of this node and one of another, both ways, and between pods behind a bridge.
 * @param pods ranges of the pods of the cluster
 */
export const podFlowsOf = (
	routes: readonly Route[],
	pods: readonly string[],
	family: IpFamily,
): readonly PodFlow[] => {
	const local = localPod(routes, pods, family);
	const [peer] = podRoutes(routes, pods, family)
		.filter(route => !isLocal(route))
		.flatMap(route => placeOf(route) ?? []);
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

/** The same of the pods behind these devices, each by itself. */
export const podFlowsAt = (
	devices: readonly string[],
	routes: readonly Route[],
	pods: readonly string[],
	family: IpFamily,
): readonly PodFlow[] =>
	devices.flatMap(device =>
		podFlowsOf(
			routes.filter(route => !isLocal(route) || route.dev === device),
			pods,
			family,
		).map(flow => ({...flow, ofOne: device})),
	);

const mostServers = 3;

/** First packets of a pod for the service of the API, as they are once translated: servers get them, or this node itself. */
export const apiFlowsOf = (
	{address: source, device: incoming}: PodPlace,
	servers: readonly {readonly address: string; readonly port: number}[],
	routes: readonly Route[],
): readonly PodFlow[] => {
	const own = new Set(
		routes.filter(({type}) => type === 'local').map(({destination}) => destination.replace(/\/32$/, '')),
	);
	const main = routeTableOf(routes.filter(({table, family}) => table === 'main' && family === 'ipv4'));
	return servers.slice(0, mostServers).flatMap(({address, port}): readonly PodFlow[] => {
		const packet = {
			...({family: 'ipv4', protocol: 'tcp', isTranslated: true} as const),
			...{source, destination: address, port, incoming},
		};
		if (own.has(address)) {
			return [{way: 'to-api', packet: {...packet, way: 'in'}}];
		}
		const parsed = parseAddress(address);
		const outgoing = parsed && longestMatch(main, parsed)?.route.dev;
		return [{way: 'to-api', packet: {...packet, way: 'through', outgoing}}];
	});
};

/** Some host of each private range, of which a network without internet allows its own, and a public web server. */
const hostsOutside = ['10.255.254.10', '172.31.254.10', '192.168.254.10', '93.184.215.14'];

/**
 * First packets of a pod for what lies outside of the cluster: for the name servers of this node, and for a web server in
 * each private range and in the internet. Lists of blocked addresses hold known public name servers: those are not asked.
 * @param ranges of the cluster, of pods and services
 */
export const outsideFlowsOf = (
	{address: source, device: incoming}: PodPlace,
	routes: readonly Route[],
	ranges: readonly string[],
	nameServers: readonly string[],
): readonly PodFlow[] => {
	const ofCluster = ranges.flatMap(range => parseCidr(range) ?? []);
	const isOwn = (address: string): boolean =>
		routes.some(({type, destination}) => type === 'local' && destination === `${address}/32`);
	const main = routeTableOf(routes.filter(({table, family}) => table === 'main' && family === 'ipv4'));
	const flowTo = (protocol: 'udp' | 'tcp', port: number, destination: string): readonly PodFlow[] => {
		const parsed = parseAddress(destination);
		const route = parsed?.family === 'ipv4' ? longestMatch(main, parsed)?.route : undefined;
		const isOfCluster = parsed === undefined || ofCluster.some(range => contains(range, parsed));
		if (route?.dev === undefined || route.type !== 'unicast' || isOfCluster || isClusterDevice(route.dev)) {
			return [];
		}
		return [
			{
				way: 'outside',
				packet: {
					...({way: 'through', family: 'ipv4', protocol, port, leavesCluster: true} as const),
					...{source, destination, incoming, outgoing: route.dev},
				},
			},
		];
	};
	return defaultRoutes(routes, 'ipv4').length === 0
		? []
		: [
				...nameServers.filter(server => !isOwn(server)).flatMap(server => flowTo('udp', 53, server)),
				...hostsOutside.flatMap(host => flowTo('tcp', 443, host)),
			];
};
