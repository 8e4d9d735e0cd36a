import type {CiliumStatus} from '../parsers/cilium-status.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {type Cidr, parseCidr} from './cidr.ts';

export interface CiliumClusterPool {
	/** What the chart calls it, under `ipam.operator`. */
	readonly key: string;
	readonly ranges: readonly Cidr[];
	/** The prefix length of the range of one node. */
	readonly size: number;
}

const families = [
	['ipv4', 'clusterPoolIPv4PodCIDRList', 24],
	['ipv6', 'clusterPoolIPv6PodCIDRList', 120],
] as const;

/**
 * Where the operator takes the ranges of nodes from; none in another mode than cluster-pool, and none of a size that it
 * cannot cut out of any range. The chart joins a list by spaces. https://docs.cilium.io/en/stable/network/concepts/ipam/cluster-pool/
 */
export const ciliumPoolsOf = (
	configuration: Readonly<Record<string, string>>,
): readonly CiliumClusterPool[] =>
	configuration.ipam === 'cluster-pool'
		? families.flatMap(([family, key, usual]) => {
				const ranges = (configuration[`cluster-pool-${family}-cidr`] ?? '')
					.split(/[\s,]+/)
					.flatMap(text => parseCidr(text) ?? []);
				const size = Number(configuration[`cluster-pool-${family}-mask-size`] ?? usual);
				const isCut = Number.isInteger(size) && ranges.some(({prefix}) => prefix <= size);
				return isCut && configuration[`enable-${family}`] !== 'false' ? [{key, ranges, size}] : [];
			})
		: [];

/** What the agent gives pods addresses from: with cluster-pool and the like another range than that of the Node. */
export const ciliumPodRanges = ({ipam}: CiliumStatus, {podCidrs}: KubeNode): readonly string[] => {
	const own = (ipam?.pools ?? []).flatMap(({range}) => range ?? []);
	return own.length > 0 ? own : podCidrs;
};
