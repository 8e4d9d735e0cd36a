import type {CniPlugin} from '../parsers/cni-config.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import type {NetworkAttachment} from '../parsers/network-attachment.ts';
import {type AddressPool, addressPoolsOf, includesAddress, shareAddresses} from './attachment-addresses.ts';
import {ipamOf, masterOf} from './attachment-problems.ts';
import {holds, overlaps, parseAddress, parseCidr} from './cidr.ts';
import {isClusterDevice} from './cni-devices.ts';

/** A network that hands out addresses on this node. */
export interface HandingNetwork {
	readonly network: NetworkAttachment;
	readonly plugin: CniPlugin;
	readonly ipam: ReturnType<typeof ipamOf>;
	readonly pools: readonly [AddressPool, ...AddressPool[]];
}

/** A bridge joins nodes only with an interface of the node in it; those of pods are veth. */
const hasPort = (bridge: unknown, links: readonly Link[]): boolean =>
	links.some(
		({master, kind}) => master === bridge && (kind === undefined || kind === 'vlan' || kind === 'bond'),
	);

/** Undefined where the interface is not on this node: the network is for others, which may be one node alone. */
const poolsHere = (network: NetworkAttachment, links: readonly Link[]): HandingNetwork | undefined => {
	const config = network.config?.ok ? network.config.value : undefined;
	const plugin = config?.plugins[0];
	if (config === undefined || plugin === undefined) {
		return undefined;
	}
	const master = masterOf(plugin);
	const isHere =
		master === 'default' ||
		(master !== undefined && links.some(({name}) => name === master.name)) ||
		(plugin.type === 'bridge' && hasPort(plugin.raw.bridge ?? 'cni0', links));
	const [first, ...others] = addressPoolsOf(plugin);
	return isHere && first !== undefined
		? {network, plugin, ipam: ipamOf(config), pools: [first, ...others]}
		: undefined;
};

export const handingNetworks = (
	networks: readonly NetworkAttachment[],
	links: readonly Link[],
): readonly HandingNetwork[] => networks.flatMap(network => poolsHere(network, links) ?? []);

/** One definition per node, each with its part of the network, is how host-local can be used. */
export const isDividedAmongNodes = (
	{network, pools}: HandingNetwork,
	all: readonly HandingNetwork[],
): boolean => {
	const siblings = all.filter(
		other =>
			other.network !== network &&
			other.plugin.ipamType !== 'static' &&
			other.pools.some(pool => pools.some(own => overlaps(own.subnet, pool.subnet))),
	);
	return (
		siblings.length > 0 &&
		siblings.every(other => other.pools.every(pool => pools.every(own => !shareAddresses(own, pool))))
	);
};

/** What pods and services have, of the whole cluster and of each node. */
export const rangesInUse = (
	ranges: {readonly pods: readonly string[]; readonly services: readonly string[]},
	nodes: readonly KubeNode[],
) => {
	const ofPods = [...ranges.pods, ...nodes.flatMap(({podCidrs}) => podCidrs)];
	return [
		...ofPods.map(text => ({text, users: 'range of pods'})),
		...ranges.services.map(text => ({text, users: 'range of services'})),
	].flatMap(({text, users}) => {
		const cidr = parseCidr(text);
		return cidr === undefined ? [] : [{cidr, users}];
	});
};

/** A node and an address of it. */
export interface Holder {
	readonly node: string;
	readonly address: string;
	/** The Node does not tell it. */
	readonly isUntold: boolean;
}

/** Nodes by their InternalIPs, and this one by whatever else its interfaces have. */
export const addressHolders = (
	nodes: readonly KubeNode[],
	addresses: readonly {readonly link: string; readonly address: string; readonly scope: string}[],
	self: string,
): readonly Holder[] => {
	const onHost = addresses.flatMap(({link, address, scope}) =>
		scope === 'global' && !isClusterDevice(link) ? [address] : [],
	);
	return nodes.flatMap(({name: node, internalIps}) => [
		...internalIps.map(address => ({node, address, isUntold: false})),
		...(node === self ? [...new Set(onHost)] : [])
			.filter(address => !internalIps.includes(address))
			.map(address => ({node, address, isUntold: true})),
	]);
};

/** Nodes whose addresses it can hand out. A range may well hold those that are there already; one that is fixed is meant. */
export const ownersWithin = (
	{plugin, pools, ipam}: HandingNetwork,
	holders: readonly Holder[],
): readonly Holder[] => {
	const excluded = Array.isArray(ipam?.raw.exclude) ? ipam.raw.exclude.map(String) : [];
	return holders
		.filter(({isUntold}) => plugin.ipamType === 'static' || !isUntold)
		.filter(({address: text}) => {
			const address = parseAddress(text);
			return (
				address !== undefined &&
				!excluded.some(range => holds(range, text)) &&
				pools.some(pool => includesAddress(pool, address))
			);
		});
};
