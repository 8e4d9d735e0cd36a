/** One observation that speaks for a value: where it was seen, and what it says. */
export interface Signal {
	readonly source: string;
	readonly says: string;
}

/** A value of the environment with every signal that decided it; no `value` means that it could not be decided. */
export interface Fact<Value> {
	readonly value?: Value;
	readonly signals: readonly Signal[];
	/** Signals that speak for another value. */
	readonly conflicts?: readonly Signal[];
	/** Why there is no value. */
	readonly undecided?: string;
}

export const cnis = ['canal', 'flannel', 'calico', 'cilium'] as const;
/** The primary CNI; `other` is one that RKE2 does not ship, `none` is no CNI at all. */
export type Cni = (typeof cnis)[number] | 'other' | 'none';

export type Installation = 'rke2' | 'k3s' | 'none';
export type InstallKind = 'tarball' | 'rpm';
export type Role = 'server' | 'agent';
export type ServerKind = 'full' | 'etcd-only' | 'control-plane-only';
export type ServiceState = 'running' | 'starting' | 'failed' | 'stopped';
export type Backend = 'vxlan' | 'wireguard' | 'host-gw' | 'ipip' | 'bgp' | 'geneve' | 'native' | 'udp';
/** `replaced`: the CNI serves Services itself (Cilium's kube-proxy replacement, Calico's eBPF). */
export type KubeProxyMode = 'iptables' | 'ipvs' | 'nftables' | 'replaced' | 'absent';
/** What the CNI programs into the kernel to carry and filter the packets of pods. */
export type Dataplane = 'iptables' | 'nftables' | 'ebpf';
export type IpFamily = 'ipv4' | 'ipv6';

/** What kind of node this is: decides which checks apply, and heads the report. */
export interface Environment {
	readonly installation: Fact<Installation>;
	readonly installKind: Fact<InstallKind>;
	/** `v1.35.7+rke2r1`. */
	readonly rke2Version: Fact<string>;
	readonly role: Fact<Role>;
	readonly serverKind: Fact<ServerKind>;
	readonly service: Fact<ServiceState>;
	readonly rancherProvisioned: Fact<boolean>;
	readonly dataDirectory: Fact<string>;
	readonly nodeName: Fact<string>;
	readonly cni: Fact<Cni>;
	readonly multus: Fact<boolean>;
	/** Name of the plugin behind which the CNI is chained, which makes the interfaces of pods; `none` where it does that itself. */
	readonly chaining: Fact<string>;
	readonly backend: Fact<Backend>;
	/** Name of the tunnel device: flannel.1, vxlan.calico. */
	readonly overlayDevice: Fact<string>;
	/** Devices by which packets of pods leave the node, the preferred first. */
	readonly uplinks: Fact<readonly string[]>;
	readonly dataplane: Fact<Dataplane>;
	/** Whether the CNI speaks BGP: Calico does unless it is told not to, also where it encapsulates. */
	readonly bgp: Fact<boolean>;
	readonly kubeProxy: Fact<KubeProxyMode>;
	readonly families: Fact<readonly IpFamily[]>;
	/** What an RKE2 that is gone left behind; on a node of RKE2, what another CNI or proxy mode did. */
	readonly leftovers: readonly Signal[];
	readonly system: {readonly os: string; readonly kernel: string; readonly architecture: string};
}
