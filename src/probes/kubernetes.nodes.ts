import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {parseKubeNodes} from '../parsers/kube-node.ts';

const flannel = 'metadata.annotations["flannel.alpha.coreos.com';
const calico = 'metadata.annotations["projectcalico.org';

/** What each node tells its peers; conditions are left out of lists, since their heartbeats are most of a Node. */
const selected = [
	'metadata.name',
	'metadata.deletionTimestamp',
	'metadata.labels["kubernetes.io/os"]',
	'metadata.labels["node-role.kubernetes.io/control-plane"]',
	...['backend-type', 'backend-data', 'backend-v6-data', 'kube-subnet-manager'].map(
		key => `${flannel}/${key}"]`,
	),
	...['public-ip', 'public-ipv6', 'public-ip-overwrite', 'public-ipv6-overwrite'].map(
		key => `${flannel}/${key}"]`,
	),
	...['node-public-ip', 'node-public-ipv6'].map(key => `${flannel}/${key}"]`),
	...['IPv4Address', 'IPv6Address', 'IPv4IPIPTunnelAddr', 'ASNumber', 'RouteReflectorClusterID'].map(
		key => `${calico}/${key}"]`,
	),
	...['IPv4VXLANTunnelAddr', 'IPv6VXLANTunnelAddr', 'VXLANTunnelMACAddr', 'VXLANTunnelMACAddrV6'].map(
		key => `${calico}/${key}"]`,
	),
	'spec.podCIDR',
	'spec.podCIDRs',
	'spec.unschedulable',
	'spec.taints',
	'status.addresses',
] as const;

export const kubernetesNodes = defineProbe({
	id: 'kubernetes.nodes',
	summary: 'all Nodes: addresses, pod CIDRs and what flannel or Calico announces for them',
	requests: () => [api('/api/v1/nodes', ...selected)],
	parse: ([reply]) => parseKubeNodes(textOf(reply)),
});
