import type {BlockAffinity, IpamBlock, TakenAddress} from '../parsers/calico-ipam.ts';
import type {IpPool} from '../parsers/calico-pool.ts';
import type {Route} from '../parsers/ip-route.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {calicoEndpointOf} from './calico-endpoint.ts';
import {type Cidr, contains, formatCidr, isSameAddress, parseAddress, parseCidr} from './cidr.ts';
import {longestMatch, routeTablesOf} from './longest-prefix-match.ts';
import {isInService, standingOf} from './node-standing.ts';

/** A block of another node to which the kernel has no way, or a wrong one. */
export interface BlockFault {
	readonly node: string;
	readonly block: string;
	/** What takes its packets instead; absent where nothing does, or only the default route. */
	readonly route?: Route;
}

export interface BlockSituation {
	readonly affinities: readonly BlockAffinity[];
	readonly pools: readonly IpPool[];
	readonly nodes: readonly KubeNode[];
	readonly routes: readonly Route[];
	readonly self: string;
	/** Milliseconds since the epoch. */
	readonly now: number;
}

/** Felix and BIRD follow within seconds. */
const settledAfter = 60_000;

const mainTables = (routes: readonly Route[]) => routeTablesOf(routes.filter(({table}) => table === 'main'));

const refuses = ({type}: Route): boolean => type === 'blackhole' || type === 'unreachable';

/** Of these pools Felix enters the routes by what IPAM says; those of others come by BGP, which drops what no pod uses. */
const vxlanRanges = (pools: readonly IpPool[]): readonly Cidr[] =>
	pools.flatMap(pool => {
		const range = parseCidr(pool.cidr);
		return range === undefined || pool.isBeingDeleted || pool.vxlanMode === 'Never' ? [] : [range];
	});

/**
 * Blocks in VXLAN pools, of nodes in service, that were claimed a while ago. Judged where Felix has entered the way to the
 * tunnel of a node: what is wrong with all of a node is told elsewhere.
 */
export const blockFaults = (situation: BlockSituation): readonly BlockFault[] => {
	const {affinities, pools, nodes, routes, self, now} = situation;
	const tables = mainTables(routes);
	const byName = new Map(nodes.map(node => [node.name, node]));
	const ranges = vxlanRanges(pools);
	/** Whether Felix has entered the way to the tunnel of a node. */
	const hasTunnel = (node: KubeNode, block: Cidr): boolean => {
		const tunnel = parseCidr(calicoEndpointOf(node, block.family).vxlanTunnel ?? '');
		const match = tunnel && longestMatch(tables[block.family], tunnel);
		// The block of the tunnel itself is for overlay/peer-route.
		return match?.route.protocol === '80' && tunnel !== undefined && !contains(block, tunnel);
	};
	return affinities.flatMap(({cidr, node: name, state, createdAt}): readonly BlockFault[] => {
		const node = byName.get(name);
		const block = parseCidr(cidr);
		const within = block && ranges.find(range => contains(range, block));
		const isSettled = state === 'confirmed' && createdAt !== undefined && now - createdAt >= settledAfter;
		if (node === undefined || name === self || block === undefined || within === undefined || !isSettled) {
			return [];
		}
		if (!hasTunnel(node, block) || !isInService(standingOf(node))) {
			return [];
		}
		const match = longestMatch(tables[block.family], block, block.prefix);
		if (match === undefined || match.prefix < within.prefix) {
			return [{node: name, block: cidr}];
		}
		return refuses(match.route) ? [{node: name, block: cidr, route: match.route}] : [];
	});
};

/** A block whose route leads to another node than the one that it belongs to. */
export interface MisledBlock {
	readonly node: string;
	readonly block: string;
	readonly route: Route;
	/** Where its packets go. */
	readonly to: string;
}

export const addressKey = (address: string): string => {
	const parsed = parseCidr(address.replace(/\/.*/, ''));
	return parsed === undefined ? '' : formatCidr(parsed);
};

/** Nodes by their addresses and those of their tunnels, in a form that is the same for each way to write one (`addressKey`). */
export const nodesByAddress = (nodes: readonly KubeNode[]): ReadonlyMap<string, KubeNode> =>
	new Map(
		nodes.flatMap(node =>
			(['ipv4', 'ipv6'] as const).flatMap(family => {
				const {address = '', vxlanTunnel = ''} = calicoEndpointOf(node, family);
				return [address, vxlanTunnel].filter(own => own !== '').map(own => [addressKey(own), node] as const);
			}),
		),
	);

/**
 * Of blocks in any pool, by routes for exactly the block: a former owner, or a session of BGP that nobody ended. A node by
 * which the owner itself is reached, or the blocks of several, is a router or a reflector that names itself.
 */
export const misledBlocks = (situation: Omit<BlockSituation, 'pools'>): readonly MisledBlock[] => {
	const {affinities, nodes, routes, self, now} = situation;
	const tables = mainTables(routes);
	const byName = new Map(nodes.map(node => [node.name, node]));
	const byAddress = nodesByAddress(nodes);
	const misled = affinities.flatMap(({cidr, node: name, state, createdAt}): readonly MisledBlock[] => {
		const owner = byName.get(name);
		const block = parseCidr(cidr);
		const isSettled = state === 'confirmed' && createdAt !== undefined && now - createdAt >= settledAfter;
		if (owner === undefined || name === self || block === undefined || !isSettled) {
			return [];
		}
		const tunnel = parseCidr(calicoEndpointOf(owner, block.family).vxlanTunnel ?? '');
		const match = longestMatch(tables[block.family], block, block.prefix);
		const gateway = match?.route.gateway;
		// The block of the tunnel itself is for overlay/peer-route.
		const isOfTunnel = tunnel !== undefined && contains(block, tunnel);
		if (
			match?.prefix !== block.prefix ||
			gateway === undefined ||
			isOfTunnel ||
			!isInService(standingOf(owner))
		) {
			return [];
		}
		const to = byAddress.get(addressKey(gateway));
		const address = parseCidr(calicoEndpointOf(owner, block.family).address ?? '');
		const toOwner = address && longestMatch(tables[block.family], address)?.route.gateway;
		const isRouter = toOwner !== undefined && isSameAddress(toOwner, gateway);
		return to === undefined || to === owner || isRouter
			? []
			: [{node: name, block: cidr, route: match.route, to: to.name}];
	});
	const owners = new Map(misled.map(({to}) => [to, new Set<string>()]));
	for (const {to, node} of misled) {
		owners.get(to)?.add(node);
	}
	return misled.filter(({to}) => owners.get(to)?.size === 1);
};

/** An address of a block of this node that another one has borrowed, and to which no way leads. */
export interface BorrowedFault {
	readonly taken: TakenAddress;
	readonly node: string;
	/** The one of this node's own block, as a rule. */
	readonly route?: Route;
}

/** Of nodes in service, and of addresses in VXLAN pools that were borrowed a while ago. */
export const borrowedFaults = (
	own: readonly IpamBlock[],
	{pools, nodes, routes, self, now}: Omit<BlockSituation, 'affinities'>,
): readonly BorrowedFault[] => {
	const tables = mainTables(routes);
	const ranges = vxlanRanges(pools);
	return own.flatMap(({taken = []}) =>
		taken.flatMap((address): readonly BorrowedFault[] => {
			const node = nodes.find(({name}) => name === address.node && name !== self);
			const parsed = parseAddress(address.address);
			const isSettled = address.since !== undefined && now - address.since >= settledAfter;
			if (node === undefined || parsed === undefined || !isSettled || !isInService(standingOf(node))) {
				return [];
			}
			if (!ranges.some(range => contains(range, parsed))) {
				return [];
			}
			const match = longestMatch(tables[parsed.family], parsed);
			return match === undefined || refuses(match.route)
				? [{taken: address, node: node.name, ...(match && {route: match.route})}]
				: [];
		}),
	);
};
