import type {Link} from '../parsers/ip-link.ts';
import type {Route} from '../parsers/ip-route.ts';

/** A device, or a configured value that acts like one. */
export interface MtuLayer {
	readonly name: string;
	readonly mtu: number;
}

/** What `above` sends goes through `below`, with `overhead` bytes more. */
export interface MtuStep {
	readonly below: MtuLayer;
	readonly above: MtuLayer;
	readonly overhead: number;
}

/** From the wire up to the pods. */
export type MtuChain = readonly MtuStep[];

export interface MtuShortfall {
	/** The link that is too small for what is above it. */
	readonly link: string;
	readonly carries: number;
	readonly needs: number;
	readonly because: string;
	/** So on every node with IPv6: flannel subtracts 50 where the header takes 70, and the kernel takes 20 more. */
	readonly byDesign?: true;
}

export interface MtuSituation {
	readonly links: readonly Link[];
	/** Device by which packets leave for the peers; default: the one below the tunnel. */
	readonly uplink?: string;
	/** Absent without encapsulation. */
	readonly tunnel?: string;
	/** The route to a peer: one that has an MTU of its own narrows the uplink. */
	readonly underlayRoute?: Pick<Route, 'destination' | 'mtu'>;
	/** What new pods get: value and place of the CNI configuration, or of the route that limits them. */
	readonly podMtu?: MtuLayer;
	/** Host ends of the pods, and the bridge between them where there is one. */
	readonly podLinks: readonly string[];
}

/** Bytes that a tunnel adds to each packet; undefined for what is no tunnel. */
export const tunnelOverhead = ({name, kind, vxlan}: Link): number | undefined => {
	const isIpv6 = vxlan?.local?.includes(':') ?? name.includes('-v6');
	switch (kind) {
		case 'vxlan':
		case 'geneve':
			return isIpv6 ? 70 : 50;
		case 'wireguard':
			// flannel and Cilium always leave room for IPv6; Calico has a device for each family.
			return name.startsWith('flannel') || name.startsWith('cilium') || isIpv6 ? 80 : 60;
		case 'ipip':
			return 20;
		case 'ip6tnl':
			return 40;
		default:
			return undefined;
	}
};

const step = (below: MtuLayer, above: MtuLayer, overhead = 0): MtuStep => ({
	below: {name: below.name, mtu: below.mtu},
	above: {name: above.name, mtu: above.mtu},
	overhead,
});

/** Kinds whose packets leave by a device below; the `lower` of a veth is its other end. */
const stacked = ['vlan', 'macvlan', 'ipvlan'];
const grouped = ['bond', 'team', 'bridge'];

const devicesBelow = (device: Link, links: readonly Link[]): readonly Link[] => {
	if (stacked.includes(device.kind ?? '')) {
		return links.filter(({name}) => name === device.lower);
	}
	// Other ports of a bridge are virtual machines and containers, which lead nowhere.
	return grouped.includes(device.kind ?? '')
		? links.filter(
				({master, kind = ''}) =>
					master === device.name && (kind === '' || grouped.includes(kind) || stacked.includes(kind)),
			)
		: [];
};

/** The wire first; `seen` ends what no kernel builds: a device below itself. */
const stepsBelow = (device: Link, links: readonly Link[], seen: readonly Link[] = []): MtuChain =>
	devicesBelow(device, links)
		.filter(below => !seen.includes(below) && below !== device)
		.flatMap(below => [...stepsBelow(below, links, [...seen, device]), step(below, device)]);

const withRoute = (uplink: Link, route: MtuSituation['underlayRoute']): MtuLayer =>
	route?.mtu !== undefined && route.mtu < uplink.mtu
		? {name: `route ${route.destination} dev ${uplink.name}`, mtu: route.mtu}
		: uplink;

/** One layer for each MTU among the pods, named after the first that has it. */
const podLayers = ({links, podLinks}: MtuSituation): readonly MtuLayer[] => {
	const names = new Set(podLinks);
	const byMtu = new Map<number, string[]>();
	for (const {name, mtu} of links) {
		if (names.has(name)) {
			const same = byMtu.get(mtu) ?? [];
			same.push(name);
			byMtu.set(mtu, same);
		}
	}
	return [...byMtu]
		.toSorted(([a], [b]) => b - a)
		.map(([mtu, [first = '', ...others]]) => ({
			mtu,
			name: others.length === 0 ? first : `${first} (and ${others.length} more)`,
		}));
};

/** The chain as far as its devices are known; empty when neither uplink nor tunnel is. */
export const mtuChainOf = (situation: MtuSituation): MtuChain => {
	const {links, podMtu, underlayRoute} = situation;
	const named = (name: string | undefined): Link | undefined => links.find(link => link.name === name);
	const tunnel = named(situation.tunnel);
	const device = named(situation.uplink ?? tunnel?.vxlan?.lower);
	const uplink = device && withRoute(device, underlayRoute);
	const wire = device === undefined ? [] : stepsBelow(device, links);
	const overhead = tunnel && tunnelOverhead(tunnel);
	if (tunnel?.vxlan?.isExternal || tunnel?.kind === 'geneve') {
		// Cilium keeps the device at the full MTU and limits pods by the MTU of their routes.
		return uplink && podMtu ? [...wire, step(uplink, podMtu, overhead)] : wire;
	}
	const carrier = tunnel ?? uplink;
	const pods = [...(podMtu === undefined ? [] : [podMtu]), ...podLayers(situation)];
	return [
		...wire,
		...(tunnel && uplink ? [step(uplink, tunnel, overhead)] : []),
		...(carrier ? pods.map(pod => step(carrier, pod)) : []),
	];
};

/** The kernel answers the pods of the 20 bytes, so that they send smaller packets. */
const isFlannelIpv6 = ({below, above, overhead}: MtuStep): boolean =>
	above.name.startsWith('flannel-v6.')
		? overhead === 70 && above.mtu + 50 <= below.mtu
		: below.name.startsWith('flannel-v6.') && above.mtu - below.mtu <= 20;

/** Links that are too small, the one nearest to the wire first. Larger than needed is fine, and so are small pods. */
export const judgeMtuChain = (chain: MtuChain): readonly MtuShortfall[] =>
	chain
		.filter(({below, above, overhead}) => above.mtu + overhead > below.mtu)
		.map(wrong => ({
			link: wrong.below.name,
			carries: wrong.below.mtu,
			needs: wrong.above.mtu + wrong.overhead,
			because: `${wrong.above.name} has MTU ${wrong.above.mtu}${wrong.overhead === 0 ? '' : ` and adds ${wrong.overhead} bytes`}`,
			...(isFlannelIpv6(wrong) && {byDesign: true as const}),
		}));
