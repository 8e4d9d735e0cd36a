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
	/** BIRD tells its blocks to nobody. */
	readonly isKeptFromBgp: boolean;
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
		isKeptFromBgp: booleanIfAt(spec, 'disableBGPExport') ?? false,
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
