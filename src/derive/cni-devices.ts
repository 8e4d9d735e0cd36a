import type {Environment} from '../core/environment.ts';

/** Devices that the CNIs which RKE2 ships, kube-proxy and NodeLocal DNS make: https://github.com/rancher/rke2/blob/master/bundle/bin/rke2-killall.sh */
const ownDevices =
	/^(?:flannel[.-].*|tunl0|bpf(?:in|out)\.cali|egress\.calico|cni0|veth[0-9a-f]{8}|cilium_.*|lxc.*|nodelocaldns|kube-ipvs0|kube-bridge)$/;

export const isClusterDevice = (name: string): boolean =>
	isTunnelDevice(name) || isCalicoWorkload(name) || ownDevices.test(name);

/** Tunnels between nodes, of any family: VXLAN, Geneve and WireGuard. */
export const isTunnelDevice = (name: string): boolean =>
	/^(?:flannel(?:-v6)?\.\d+|flannel-wg(?:-v6)?|vxlan(?:-v6)?\.calico|wireguard\.cali|wg-v6\.cali|cilium_(?:vxlan|geneve|wg0))$/.test(
		name,
	);

/** Felix encrypts by a routing rule of its own that leads there; what it left behind is told by calico/wireguard-left. */
export const isEncryptedByFelix = (device: string | undefined, {cni}: Pick<Environment, 'cni'>): boolean =>
	(cni.value === 'calico' || cni.value === 'canal') &&
	(device === 'wireguard.cali' || device === 'wg-v6.cali');

/** Where a routing rule of Cilium itself leads. */
export const isLedByCilium = (device: string | undefined, {cni}: Pick<Environment, 'cni'>): boolean =>
	cni.value === 'cilium' && /^(?:cilium_|lxc)/.test(device ?? '');

/** The host's ends of the veth pairs that Calico's plugin makes, for Canal too. */
export const isCalicoWorkload = (name: string): boolean => /^cali[0-9a-f]{11}$/.test(name);

/** The host's ends of the veth pairs of pods. */
export const isPodDevice = (name: string): boolean =>
	isCalicoWorkload(name) || /^(?:lxc.+|veth[0-9a-f]{8})$/.test(name);
