import type {IpamBlock, TakenAddress} from '../parsers/calico-ipam.ts';
import type {IpPool} from '../parsers/calico-pool.ts';
import type {Route} from '../parsers/ip-route.ts';
import {type Cidr, contains, formatCidr, isSameAddress, networkOf, parseAddress, parseCidr} from './cidr.ts';
import {isCalicoWorkload} from './cni-devices.ts';

const usualBlock = {ipv4: 26, ipv6: 122} as const;

const rangeOf = ({cidr}: {readonly cidr: string}): Cidr | undefined => parseCidr(cidr);

const holds = (outer: {readonly cidr: string}, text: string): boolean => {
	const [range, inner] = [rangeOf(outer), parseCidr(text)];
	return range !== undefined && inner !== undefined && contains(range, inner);
};

/** The address of a pod of this node, by the interface that leads to it. */
export interface PodAddress {
	readonly address: string;
	readonly device: string;
}

/** From the routes that Calico's plugin and Felix enter for each pod. */
export const calicoPodRoutes = (routes: readonly Route[]): readonly PodAddress[] =>
	routes.flatMap(({type, table, destination, dev: device = ''}) => {
		const [address = '', prefix] = destination.split('/');
		const isOfPod =
			type === 'unicast' && table === 'main' && isCalicoWorkload(device) && /^(?:32|128)$/.test(prefix ?? '');
		return isOfPod ? [{address, device}] : [];
	});

/** The range of the block that an address is of; undefined outside of all pools. */
const blockRangeOf = (address: string, pools: readonly IpPool[]): string | undefined => {
	const parsed = parseAddress(address);
	const pool = pools.find(candidate => holds(candidate, address));
	return parsed === undefined || pool === undefined
		? undefined
		: formatCidr(networkOf({...parsed, prefix: pool.blockSize ?? usualBlock[parsed.family]}));
};

/** The ranges of the blocks, none of this node's own, in which pods of this node have addresses. */
export const strangeBlocks = (
	pods: readonly PodAddress[],
	pools: readonly IpPool[],
	own: readonly IpamBlock[],
): readonly string[] => [
	...new Set(
		pods.flatMap(({address}) =>
			own.some(block => holds(block, address)) ? [] : (blockRangeOf(address, pools) ?? []),
		),
	),
];

/** What IPAM says of an address that a pod of this node uses, where that is not the truth. */
export type AddressFault =
	| {readonly kind: 'free'; readonly address: PodAddress; readonly block: string}
	/** In a block that is not this node's, or in none. */
	| {readonly kind: 'lost'; readonly address: PodAddress; readonly block: string; readonly owner?: string}
	| {
			readonly kind: 'given';
			readonly address: PodAddress;
			readonly block: string;
			readonly to: TakenAddress;
	  };

const isVirtualMachine = (pod: string): boolean => /\/virt-launcher-/.test(pod);

const isTakenBy = ({node, pod}: TakenAddress, name: string): boolean =>
	pod === undefined ? node === undefined : pod === name || (isVirtualMachine(pod) && isVirtualMachine(name));

/** Addresses of pods by which IPAM does not know them; `podOf` gives the pod, as `namespace/name`, of an interface. */
export const addressFaults = (
	pods: readonly PodAddress[],
	blocks: ReadonlyMap<string, IpamBlock | undefined>,
	podOf: (device: string) => string | undefined,
	self: string,
): readonly AddressFault[] => {
	const known = new Set<string>();
	const faults = pods.flatMap((address): readonly AddressFault[] => {
		const pod = podOf(address.device);
		const found = [...blocks].find(([cidr]) => holds({cidr}, address.address));
		if (pod === undefined || found === undefined) {
			return [];
		}
		const [block, content] = found;
		const to = content?.taken?.find(taken => isSameAddress(taken.address, address.address));
		if (to !== undefined) {
			if (isTakenBy(to, pod)) {
				known.add(address.device);
				return [];
			}
			return [{kind: 'given', address, block, to}];
		}
		if (content !== undefined && content.taken === undefined) {
			return [];
		}
		const owner = content?.affinity?.replace(/^host:/, '');
		return owner === self
			? [{kind: 'free', address, block}]
			: [{kind: 'lost', address, block, ...(owner !== undefined && {owner})}];
	});
	// Where IPAM knows not one, addresses come from elsewhere; a pod may have floating addresses beside its own.
	return known.size === 0 ? [] : faults.filter(({address: {device}}) => !known.has(device));
};
