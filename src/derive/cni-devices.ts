/** Devices that the CNIs which RKE2 ships, kube-proxy and NodeLocal DNS make: https://github.com/rancher/rke2/blob/master/bundle/bin/rke2-killall.sh */
const ownDevices =
	/^(?:flannel[.-].*|cali[0-9a-f]{11}|vxlan(?:-v6)?\.calico|wireguard\.cali|wg-v6\.cali|tunl0|bpf(?:in|out)\.cali|egress\.calico|cni0|veth[0-9a-f]{8}|cilium_.*|lxc.*|nodelocaldns|kube-ipvs0|kube-bridge)$/;

export const isClusterDevice = (name: string): boolean => ownDevices.test(name);

/** The host's ends of the veth pairs of pods. */
export const isPodDevice = (name: string): boolean =>
	/^(?:cali[0-9a-f]{11}|lxc.+|veth[0-9a-f]{8})$/.test(name);
