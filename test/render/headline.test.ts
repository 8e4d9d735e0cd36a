import {expect, it} from 'vitest';
import type {Reply} from '../../src/core/request.ts';
import {describeNode} from '../../src/render/headline.ts';
import {agent, calico, chart, cilium, flannel, links, noKubeProxy, proxyMode} from '../detect/clusters.ts';
import {conflist, detect, json, ownNode, pod} from '../detect/node.ts';

const iptables = proxyMode('iptables');
const noProxy = {...noKubeProxy, ...ownNode('v1.35.7+rke2r1')};
const multus = {'crictl pods -o json': json({items: [pod('rke2-multus-x7k2p')]})};
const dualStack = {
	'kubectl get --raw /api/v1/nodes/node-2': json({
		metadata: {name: 'node-2'},
		spec: {podCIDRs: ['10.42.1.0/24', '2001:db8::/64']},
		status: {nodeInfo: {kubeletVersion: 'v1.35.7+rke2r1'}},
	}),
};

it.each<readonly [Record<string, Reply>, string]>([
	[
		{...agent, ...iptables, ...links(['flannel.1', 'vxlan'])},
		'Canal: flannel vxlan (flannel.1) · kube-proxy iptables',
	],
	[{...flannel, ...chart('rke2-flannel')}, 'Flannel: vxlan (flannel.4096)'],
	[
		{...flannel, ...chart('rke2-flannel', 'flannel: {backend: host-gw, enableNFTables: true}')},
		'Flannel: host-gw, nftables',
	],
	[
		{...calico, ...chart('rke2-calico'), ...proxyMode('ipvs')},
		'Calico: vxlan (vxlan.calico), BGP off · kube-proxy ipvs',
	],
	[
		{...calico, ...chart('rke2-calico', 'installation: {backend: IPIP, calicoNetwork: {bgp: Enabled}}')},
		'Calico: ipip (tunl0), BGP on',
	],
	[
		{...calico, ...chart('rke2-calico', 'installation: {backend: None, calicoNetwork: {bgp: Enabled}}')},
		'Calico: unencapsulated by BGP',
	],
	[
		{
			...calico,
			...noProxy,
			...chart('rke2-calico', 'installation: {calicoNetwork: {linuxDataplane: BPF}}'),
		},
		'Calico: vxlan (vxlan.calico), eBPF, BGP off, replaces kube-proxy',
	],
	[
		{...cilium, ...iptables, ...chart('rke2-cilium'), ...multus},
		'Multus + Cilium: vxlan (cilium_vxlan) · kube-proxy iptables',
	],
	[
		{
			...cilium,
			...noProxy,
			...chart('rke2-cilium', '{routingMode: native, kubeProxyReplacement: true}'),
		},
		'Cilium: native routing, replaces kube-proxy',
	],
	[{...cilium, ...noProxy, ...chart('rke2-cilium')}, 'Cilium: vxlan (cilium_vxlan) · no kube-proxy'],
	[
		{
			...cilium,
			...chart('rke2-cilium', '{routingMode: native, cni: {chainingMode: generic-veth}}'),
			'cat /etc/cni/net.d/05-cilium.conflist': conflist(['ptp', 'host-local'], ['cilium-cni']),
		},
		'Cilium: chained behind ptp, native routing',
	],
	[{...cilium, ...chart('rke2-cilium'), ...dualStack}, 'Cilium: vxlan (cilium_vxlan) · dual-stack'],
	[calico, 'Calico'],
])('the headline tells the CNI: %#', async (replies, told) => {
	const environment = await detect(replies);
	const node = {name: 'node-2', rke2Version: 'v1.35.7+rke2r1', ...environment.system};
	expect(describeNode({node, environment})).toBe(`node-2 · agent · RKE2 v1.35.7+rke2r1 · ${told}`);
});
