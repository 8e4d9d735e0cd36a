const calico = (kind, plural, rest = {}) => ({
	group: 'crd.projectcalico.org',
	version: 'v1',
	kind,
	plural,
	isNamespaced: false,
	file: plural,
	...rest,
});

/** Calico's custom resources, in Canal and in Calico. `file` holds the objects. */
export const calicoResources = [
	calico('IPPool', 'ippools'),
	calico('FelixConfiguration', 'felixconfigurations'),
	calico('ClusterInformation', 'clusterinformations'),
	calico('BGPConfiguration', 'bgpconfigurations'),
	calico('BGPPeer', 'bgppeers'),
	calico('BlockAffinity', 'blockaffinities'),
	calico('IPAMBlock', 'ipamblocks'),
	calico('HostEndpoint', 'hostendpoints'),
	calico('GlobalNetworkPolicy', 'globalnetworkpolicies'),
	calico('NetworkPolicy', 'networkpolicies', {isNamespaced: true, file: 'calico-networkpolicies'}),
];
