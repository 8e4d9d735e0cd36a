import type {CniConfig} from '../parsers/cni-config.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Route} from '../parsers/ip-route.ts';
import type {Parsed} from '../parsers/parsed.ts';
import {isCalicoWorkload} from './cni-devices.ts';
import {judgeMtuChain, type MtuLayer, type MtuShortfall, mtuChainOf, tunnelOverhead} from './mtu-chain.ts';

export interface CalicoMtuSituation {
	readonly links: readonly Link[];
	/** Name of Calico's tunnel device. */
	readonly tunnel: string | undefined;
	/** Files of /etc/cni/net.d. */
	readonly files: readonly {readonly path: string; readonly config: Parsed<CniConfig>}[];
	/** /var/lib/calico/mtu. */
	readonly written: number | undefined;
}

export interface CalicoMtu {
	readonly tunnel: Link;
	readonly lower?: Link;
	/** Bytes that the tunnel adds. */
	readonly overhead: number;
	/** What new pods get, and the file that says so. */
	readonly podMtu?: MtuLayer;
	/** The one nearest to the wire first. */
	readonly shortfalls: readonly MtuShortfall[];
}

/** A conflist with 0, or without, leaves it to what Felix wrote. */
const podMtuOf = ({files, written}: CalicoMtuSituation): MtuLayer | undefined => {
	for (const {path, config} of files) {
		const plugin = config.ok ? config.value.plugins.find(({type}) => type === 'calico') : undefined;
		if (plugin !== undefined) {
			if (plugin.mtu !== undefined && plugin.mtu > 0) {
				return {name: path, mtu: plugin.mtu};
			}
			return written === undefined ? undefined : {name: '/var/lib/calico/mtu', mtu: written};
		}
	}
	return undefined;
};

/** What the MTUs around Calico's tunnel are; undefined where there is no such device. */
export const calicoMtuOf = (situation: CalicoMtuSituation): CalicoMtu | undefined => {
	const {links} = situation;
	const tunnel = links.find(({name}) => name === situation.tunnel);
	const overhead = tunnel && tunnelOverhead(tunnel);
	if (tunnel === undefined || overhead === undefined || tunnel.vxlan?.isExternal === true) {
		return undefined;
	}
	const podMtu = podMtuOf(situation);
	const lower = links.find(({name}) => name === tunnel.vxlan?.lower);
	const chain = mtuChainOf({
		links,
		tunnel: tunnel.name,
		podLinks: links.filter(({name, kind}) => kind === 'veth' && isCalicoWorkload(name)).map(({name}) => name),
		...(podMtu !== undefined && {podMtu}),
	});
	return {
		tunnel,
		overhead,
		shortfalls: judgeMtuChain(chain),
		...(lower !== undefined && {lower}),
		...(podMtu !== undefined && {podMtu}),
	};
};

/** https://docs.tigera.io/calico/latest/reference/resources/ippool#spec */
const usualBlock = 26;

/** Pods that send larger packets than a device carries by which BIRD leads straight to other nodes; the largest first. */
export const untunnelledPods = (
	links: readonly Link[],
	routes: readonly Route[],
): readonly {readonly uplink: Link; readonly pods: readonly [Link, ...Link[]]}[] => {
	const prefixOf = ({destination}: Route): number => Number(destination.split('/')[1]);
	const ofBird = routes.filter(({protocol, family}) => protocol === 'bird' && family === 'ipv4');
	const own = ofBird.filter(({type}) => type === 'blackhole').map(prefixOf);
	// A router outside may announce other networks, which are wider than blocks are.
	const devices = new Set(
		ofBird.flatMap(route => (prefixOf(route) >= Math.min(usualBlock, ...own) ? (route.dev ?? []) : [])),
	);
	return links
		.filter(link => devices.has(link.name) && tunnelOverhead(link) === undefined)
		.flatMap(uplink => {
			const [first, ...more] = links
				.filter(({name, kind, mtu}) => kind === 'veth' && isCalicoWorkload(name) && mtu > uplink.mtu)
				.toSorted((one, other) => other.mtu - one.mtu);
			return first === undefined ? [] : [{uplink, pods: [first, ...more] as const}];
		});
};
