import {
	booleanIfAt,
	type JsonObject,
	numberIfAt,
	objectIfAt,
	objectOf,
	present,
	textAt,
	textIfAt,
} from './json-value.ts';
import {kubeObjectsIn} from './kube-node.ts';

export type EncapsulationMode = 'Never' | 'Always' | 'CrossSubnet';

/** An IPPool of crd.projectcalico.org. https://docs.tigera.io/calico/latest/reference/resources/ippool */
export interface IpPool {
	readonly name: string;
	readonly cidr: string;
	readonly vxlanMode: EncapsulationMode;
	readonly ipipMode: EncapsulationMode;
	readonly isNatOutgoing: boolean;
	readonly isDisabled: boolean;
	readonly isBeingDeleted: boolean;
	/** Bits of the prefix of each block: 26 for IPv4, 122 for IPv6 unless told otherwise. */
	readonly blockSize?: number;
	readonly nodeSelector: string;
	/** Workload, Tunnel, LoadBalancer; empty is the first two. */
	readonly allowedUses: readonly string[];
	readonly assignmentMode?: string;
}

const modes: readonly string[] = ['Never', 'Always', 'CrossSubnet'] satisfies readonly EncapsulationMode[];
const isMode = (value: string): value is EncapsulationMode => modes.includes(value);

/** Empty is what Calico takes for Never. */
const modeOf = (spec: JsonObject, key: string): EncapsulationMode => {
	const value = textIfAt(spec, key) || 'Never';
	if (!isMode(value)) {
		throw new Error(`expected "${key}" to be ${modes.join(', ')}, got ${JSON.stringify(value)}`);
	}
	return value;
};

const poolOf = (object: JsonObject): IpPool => {
	const metadata = objectOf(object.metadata, '"metadata"');
	const spec = objectOf(object.spec, '"spec"');
	const uses = spec.allowedUses;
	return {
		name: textAt(metadata, 'name'),
		cidr: textAt(spec, 'cidr'),
		vxlanMode: modeOf(spec, 'vxlanMode'),
		ipipMode: modeOf(spec, 'ipipMode'),
		isNatOutgoing: booleanIfAt(spec, 'natOutgoing') ?? false,
		isDisabled: booleanIfAt(spec, 'disabled') ?? false,
		isBeingDeleted: textIfAt(metadata, 'deletionTimestamp') !== undefined,
		nodeSelector: textIfAt(spec, 'nodeSelector') || 'all()',
		allowedUses: Array.isArray(uses) ? uses.filter(use => typeof use === 'string') : [],
		...present({
			blockSize: numberIfAt(spec, 'blockSize'),
			assignmentMode: textIfAt(spec, 'assignmentMode'),
		}),
	};
};

export const parseIpPools = (text: string): readonly IpPool[] => kubeObjectsIn(text).map(poolOf);

/** A FelixConfiguration: `default` for all nodes, `node.<name>` for one. */
export interface FelixConfiguration {
	readonly name: string;
	readonly spec: JsonObject;
}

export const parseFelixConfigurations = (text: string): readonly FelixConfiguration[] =>
	kubeObjectsIn(text).map(object => ({
		name: textAt(objectOf(object.metadata, '"metadata"'), 'name'),
		spec: objectIfAt(object, 'spec') ?? {},
	}));

/** A block of addresses that belongs to a node. */
export interface BlockAffinity {
	readonly cidr: string;
	readonly node: string;
	/** confirmed, pending, pendingDeletion. */
	readonly state: string;
}

/** Those of nodes only: load balancers and other virtual owners have blocks too. */
export const parseBlockAffinities = (text: string): readonly BlockAffinity[] =>
	kubeObjectsIn(text).flatMap(object => {
		const spec = objectOf(object.spec, '"spec"');
		// The CRD has a text here.
		const isDeleted = String(spec.deleted ?? 'false') === 'true';
		const isOfHost = (textIfAt(spec, 'type') || 'host') === 'host';
		return isDeleted || !isOfHost
			? []
			: [{cidr: textAt(spec, 'cidr'), node: textAt(spec, 'node'), state: textIfAt(spec, 'state') ?? ''}];
	});

/** How many addresses of a block are free. */
export interface IpamBlock {
	readonly cidr: string;
	/** `host:<node>`; absent where the block has lost its owner. */
	readonly affinity?: string;
	readonly free: number;
}

export const parseIpamBlocks = (text: string): readonly IpamBlock[] =>
	kubeObjectsIn(text).map(object => {
		const spec = objectOf(object.spec, '"spec"');
		if (!Array.isArray(spec.unallocated)) {
			throw new Error('expected "unallocated" to be an array');
		}
		return {
			cidr: textAt(spec, 'cidr'),
			free: spec.unallocated.length,
			...present({affinity: textIfAt(spec, 'affinity')}),
		};
	});
