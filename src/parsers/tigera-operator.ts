import {
	isObject,
	type JsonObject,
	numberIfAt,
	objectIfAt,
	objectOf,
	objectsAt,
	present,
	textAt,
	textIfAt,
} from './json-value.ts';
import {kubeObjectsIn} from './kube-node.ts';

/** A condition of an object of operator.tigera.io. */
export interface OperatorCondition {
	readonly type: string;
	readonly status: string;
	readonly reason?: string;
	readonly message?: string;
	/** When the status became what it is, in milliseconds since 1970. */
	readonly changedAt?: number;
}

/** What the operator says of one component: calico, ippools, tiers, apiserver. */
export interface TigeraStatus {
	readonly name: string;
	readonly conditions: readonly OperatorCondition[];
}

const changedAt = (condition: JsonObject): number | undefined => {
	const time = Date.parse(textIfAt(condition, 'lastTransitionTime') ?? '');
	return Number.isNaN(time) ? undefined : time;
};

const conditionsOf = (status: JsonObject): readonly OperatorCondition[] =>
	objectsAt(status, 'conditions').map(condition => ({
		type: textAt(condition, 'type'),
		status: textAt(condition, 'status'),
		...present({
			reason: textIfAt(condition, 'reason'),
			message: textIfAt(condition, 'message'),
			changedAt: changedAt(condition),
		}),
	}));

export const parseTigeraStatuses = (text: string): readonly TigeraStatus[] =>
	kubeObjectsIn(text).map(object => ({
		name: textAt(objectOf(object.metadata, '"metadata"'), 'name'),
		conditions: conditionsOf(objectIfAt(object, 'status') ?? {}),
	}));

/** A pool as an Installation or the chart's values describe it. */
export interface InstalledPool {
	readonly cidr?: string;
	/** IPIP, VXLAN, IPIPCrossSubnet, VXLANCrossSubnet, None. */
	readonly encapsulation?: string;
	readonly natOutgoing?: string;
	readonly blockSize?: number;
	readonly nodeSelector?: string;
}

/** `spec.calicoNetwork`, as the chart's values have it too. */
export interface CalicoNetwork {
	/** Enabled or Disabled. */
	readonly bgp?: string;
	/** Taken as it is: the operator subtracts nothing for the tunnel. */
	readonly mtu?: number;
	/** Iptables, Nftables, BPF, VPP. */
	readonly linuxDataplane?: string;
	readonly kubeProxyManagement?: string;
	/** Absent where the operator is to make its own. */
	readonly ipPools?: readonly InstalledPool[];
	readonly autodetection: Readonly<Partial<Record<'ipv4' | 'ipv6', JsonObject>>>;
	/** Everything, also what is not named here. */
	readonly raw: JsonObject;
}

/** The Installation `default` of operator.tigera.io. https://docs.tigera.io/calico/latest/reference/installation/api */
export interface Installation {
	readonly isBeingDeleted: boolean;
	readonly network: CalicoNetwork;
	/** With what the operator has filled in; absent until it has looked at the Installation. */
	readonly computed?: CalicoNetwork;
	/** Who gives out the addresses: Calico, HostLocal, AmazonVPC, AzureVNET; absent where that is left to the operator. */
	readonly ipam?: string;
	/** Whose plugin makes the network of pods; `Calico` unless set. */
	readonly plugin: string;
	readonly conditions: readonly OperatorCondition[];
	readonly calicoVersion?: string;
}

const installedPoolOf = (pool: JsonObject): InstalledPool =>
	present({
		cidr: textIfAt(pool, 'cidr'),
		encapsulation: textIfAt(pool, 'encapsulation'),
		natOutgoing: textIfAt(pool, 'natOutgoing'),
		blockSize: numberIfAt(pool, 'blockSize'),
		nodeSelector: textIfAt(pool, 'nodeSelector'),
	});

/** Reads `calicoNetwork`; an error where the API would refuse it. */
const calicoNetworkOf = (network: JsonObject): CalicoNetwork => ({
	...present({
		bgp: textIfAt(network, 'bgp'),
		mtu: numberIfAt(network, 'mtu'),
		linuxDataplane: textIfAt(network, 'linuxDataplane'),
		kubeProxyManagement: textIfAt(network, 'kubeProxyManagement'),
		ipPools: network.ipPools == null ? undefined : objectsAt(network, 'ipPools').map(installedPoolOf),
	}),
	autodetection: present({
		ipv4: objectIfAt(network, 'nodeAddressAutodetectionV4'),
		ipv6: objectIfAt(network, 'nodeAddressAutodetectionV6'),
	}),
	raw: network,
});

const networkIn = (spec: JsonObject): CalicoNetwork =>
	calicoNetworkOf(objectIfAt(spec, 'calicoNetwork') ?? {});

export const parseInstallation = (text: string): Installation => {
	const [object] = kubeObjectsIn(text);
	if (object === undefined) {
		throw new Error('expected an Installation, got an empty list');
	}
	const metadata = objectOf(object.metadata, '"metadata"');
	const status = objectIfAt(object, 'status') ?? {};
	const spec = objectIfAt(object, 'spec') ?? {};
	const computed = isObject(status.computed) ? status.computed : undefined;
	const cni = objectIfAt(computed ?? {}, 'cni') ?? objectIfAt(spec, 'cni') ?? {};
	return {
		isBeingDeleted: textIfAt(metadata, 'deletionTimestamp') !== undefined,
		network: networkIn(spec),
		plugin: textIfAt(cni, 'type') ?? 'Calico',
		conditions: conditionsOf(status),
		...present({
			computed: computed && networkIn(computed),
			ipam: textIfAt(objectIfAt(cni, 'ipam') ?? {}, 'type'),
			calicoVersion: textIfAt(status, 'calicoVersion'),
		}),
	};
};
