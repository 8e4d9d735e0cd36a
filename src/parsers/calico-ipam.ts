import {formatAddress, parseCidr} from '../derive/cidr.ts';
import {type JsonObject, objectIfAt, objectOf, present, textAt, textIfAt} from './json-value.ts';
import {kubeObjectsIn} from './kube-node.ts';
import {timestampIfAny} from './timestamp.ts';

/** A block of addresses that belongs to a node. */
export interface BlockAffinity {
	readonly cidr: string;
	readonly node: string;
	/** confirmed, pending, pendingDeletion. */
	readonly state: string;
	/** Milliseconds since the epoch. */
	readonly createdAt?: number;
}

/** Those of nodes only: load balancers and other virtual owners have blocks too. */
export const parseBlockAffinities = (text: string): readonly BlockAffinity[] =>
	kubeObjectsIn(text).flatMap(object => {
		const spec = objectOf(object.spec, '"spec"');
		// The CRD has a text here.
		const isDeleted = String(spec.deleted ?? 'false') === 'true';
		const isOfHost = (textIfAt(spec, 'type') || 'host') === 'host';
		if (isDeleted || !isOfHost) {
			return [];
		}
		const metadata = objectIfAt(object, 'metadata') ?? {};
		return [
			{
				cidr: textAt(spec, 'cidr'),
				node: textAt(spec, 'node'),
				state: textIfAt(spec, 'state') ?? '',
				...present({createdAt: timestampIfAny(textIfAt(metadata, 'creationTimestamp'))}),
			},
		];
	});

/** An address of a block that IPAM has given away, and to whom. */
export interface TakenAddress {
	readonly address: string;
	readonly node?: string;
	/** `namespace/name`; absent for the address of a tunnel. */
	readonly pod?: string;
	/** Milliseconds since the epoch. */
	readonly since?: number;
}

/** How many addresses of a block are free, and who has the others. */
export interface IpamBlock {
	readonly cidr: string;
	/** `host:<node>`; absent where the block has lost its owner. */
	readonly affinity?: string;
	readonly free: number;
	/** Absent where the block was read without them. */
	readonly taken?: readonly TakenAddress[];
}

/** As Go prints times: `2026-11-22 08:16:18.123456789 +0000 UTC`. */
const goTime = (text: string | undefined): number | undefined =>
	timestampIfAny(text?.replace(/^(\S+) (\S+) \+0000 UTC$/, '$1T$2Z'));

/** The order in the block counts the addresses: https://github.com/projectcalico/calico/blob/master/libcalico-go/lib/backend/model/block.go */
const takenOf = (spec: JsonObject, cidr: string): readonly TakenAddress[] | undefined => {
	const {allocations, attributes} = spec;
	const range = parseCidr(cidr);
	if (!Array.isArray(allocations) || !Array.isArray(attributes) || range === undefined) {
		return undefined;
	}
	return allocations.flatMap((index: unknown, ordinal): readonly TakenAddress[] => {
		if (typeof index !== 'number') {
			return [];
		}
		const address = formatAddress({family: range.family, value: range.value + BigInt(ordinal)});
		const owner = objectIfAt(objectOf(attributes[index] ?? {}, 'an attribute'), 'secondary') ?? {};
		const [namespace, pod] = [textIfAt(owner, 'namespace'), textIfAt(owner, 'pod')];
		return [
			{
				address,
				...present({
					node: textIfAt(owner, 'node'),
					pod: namespace === undefined || pod === undefined ? undefined : `${namespace}/${pod}`,
					since: goTime(textIfAt(owner, 'timestamp')),
				}),
			},
		];
	});
};

export const parseIpamBlocks = (text: string): readonly IpamBlock[] =>
	kubeObjectsIn(text).map(object => {
		const spec = objectOf(object.spec, '"spec"');
		if (!Array.isArray(spec.unallocated)) {
			throw new Error('expected "unallocated" to be an array');
		}
		const cidr = textAt(spec, 'cidr');
		return {
			cidr,
			free: spec.unallocated.length,
			...present({affinity: textIfAt(spec, 'affinity'), taken: takenOf(spec, cidr)}),
		};
	});
