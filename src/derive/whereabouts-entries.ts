import type {AttachedPod} from '../parsers/attached-pod.ts';
import type {NetworkAttachment} from '../parsers/network-attachment.ts';
import type {WhereaboutsAllocation, WhereaboutsPool} from '../parsers/whereabouts-pool.ts';
import {contains, parseAddress, parseCidr} from './cidr.ts';
import {isAttached} from './network-use.ts';

/** An address of a pool that pods of this node have, and that the pool does not know as theirs alone. */
export interface UnreservedAddress {
	readonly address: string;
	readonly holders: readonly [AttachedPod, ...AttachedPod[]];
	readonly pool: WhereaboutsPool;
	/** `namespace/name` of the pod that the pool has it for. */
	readonly owner?: string;
}

/** Whereabouts notes an address before the pod has it, and Multus tells it after that. */
const settlesWithin = 5 * 60_000;

/** Whether Whereabouts alone gives this network its addresses. */
const isOfWhereabouts = ({config}: NetworkAttachment): boolean => {
	const types = (config?.ok ? config.value.plugins : []).flatMap(({ipamType}) => ipamType ?? []);
	return types.length > 0 && types.every(type => type === 'whereabouts');
};

/** Which pods have run long enough with an address of this network. `now` in milliseconds. */
const holdersIn = (
	{namespace, name: own}: NetworkAttachment,
	pods: readonly AttachedPod[],
	now: number,
): ReadonlyMap<string, readonly [AttachedPod, ...AttachedPod[]]> => {
	const held = new Map<string, [AttachedPod, ...AttachedPod[]]>();
	for (const pod of pods) {
		const {status, phase, createdAt = now} = pod;
		if (!isAttached(pod) || phase !== 'Running' || now - createdAt < settlesWithin || status?.ok !== true) {
			continue;
		}
		const further = status.value.filter(({isDefault, name}) => !isDefault && name === `${namespace}/${own}`);
		for (const address of new Set(further.flatMap(({ips}) => ips))) {
			held.set(address, [...(held.get(address) ?? []), pod] as [AttachedPod, ...AttachedPod[]]);
		}
	}
	return held;
};

/** The pools whose range has this address, each with its entry for it. */
const notesOf = (
	address: string,
	pools: readonly WhereaboutsPool[],
): readonly {readonly pool: WhereaboutsPool; readonly entry: WhereaboutsAllocation | undefined}[] => {
	const parsed = parseAddress(address);
	return pools.flatMap(pool => {
		const range = parseCidr(pool.range);
		if (parsed === undefined || range === undefined || !contains(range, parsed)) {
			return [];
		}
		const offset = `${parsed.value - range.value}`;
		return [{pool, entry: pool.allocations.find(entry => entry.offset === offset)}];
	});
};

/** What the pools would give, or have given, to another pod. */
export const unreservedAddresses = (
	network: NetworkAttachment,
	{pods, pools, now}: {pods: readonly AttachedPod[]; pools: readonly WhereaboutsPool[]; now: number},
): readonly UnreservedAddress[] =>
	!isOfWhereabouts(network)
		? []
		: [...holdersIn(network, pods, now)].flatMap(([address, holders]) => {
				const notes = notesOf(address, pools);
				const entries = notes.flatMap(({entry}) => entry ?? []);
				const names = holders.map(({namespace, name}) => `${namespace}/${name}`);
				// Old releases note no pod.
				const isTheirs = entries.some(({pod}) => pod === undefined || names.includes(pod));
				const [first] = notes;
				if (first === undefined || (isTheirs && holders.length === 1)) {
					return [];
				}
				const owner = entries[0]?.pod;
				return [{address, holders, pool: first.pool, ...(owner !== undefined && {owner})}];
			});
