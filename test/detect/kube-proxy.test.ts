import {describe, expect, it} from 'vitest';
import type {Reply} from '../../src/core/request.ts';
import {answered} from '../core/hosts.ts';
import {
	agent,
	calico,
	chart,
	cilium,
	flannel,
	kubeProxyManifest,
	noKubeProxy,
	processes,
	proxyMode,
} from './clusters.ts';
import {detect, json, ownNode, pod, rke2, units} from './node.ts';

type Row = readonly [what: string, replies: Record<string, Reply>, mode: string | undefined];

const api = ownNode('v1.35.7+rke2r1');
const none = {...noKubeProxy, ...api};
const disabled = {'cat /etc/rancher/rke2/config.yaml': answered('disable-kube-proxy: true')};
const server = {...rke2, ...units({'rke2-server': ['active', 'enabled', 812]})};
const starting = units({'rke2-agent': ['activating', 'enabled', 812]});
const ebpf = chart('rke2-calico', 'installation: {calicoNetwork: {linuxDataplane: BPF}}');
const replacing = chart('rke2-cilium', 'kubeProxyReplacement: true');
/** A CNI that RKE2 does not ship. */
const other = {
	'ls -l /etc/cni/net.d': json([{name: '10-kuberouter.conflist', type: 'file', mode: 0o644, size: 9}]),
	'cat /etc/cni/net.d/10-kuberouter.conflist': json({name: 'x', plugins: [{type: 'bridge'}]}),
};

describe('kube-proxy', () => {
	it.each<Row>([
		['RKE2 runs, the API answers, nothing is there', {...agent, ...none}, 'absent'],
		['RKE2 still waits for the API', {...agent, ...none, ...starting}, undefined],
		['the API does not answer', {...agent, ...noKubeProxy}, undefined],
		['containers cannot be read', {...agent, ...api}, undefined],
		['a server says so', {...server, ...disabled}, 'absent'],
		['an agent has no such setting', {...agent, ...disabled}, undefined],
		['Flannel', {...flannel, ...none}, 'absent'],
	])('is absent or not: %s', async (_, replies, mode) => {
		expect((await detect(replies)).kubeProxy.value).toBe(mode);
	});

	it.each<Row>([
		['by default', {...agent, ...kubeProxyManifest('--cluster-cidr=10.42.0.0/16')}, 'iptables'],
		['by its manifest', {...agent, ...kubeProxyManifest('--proxy-mode=ipvs')}, 'ipvs'],
		['by its process', {...agent, ...processes('60 kube-proxy --proxy-mode=nftables')}, 'nftables'],
		['by its own word', {...agent, ...proxyMode('ipvs')}, 'ipvs'],
		['not by what else answers there', {...agent, ...proxyMode('<html>')}, undefined],
		['a mode that nobody knows', {...agent, ...kubeProxyManifest('--proxy-mode=kernelspace')}, undefined],
	])('tells its mode: %s', async (_, replies, mode) => {
		expect((await detect(replies)).kubeProxy.value).toBe(mode);
	});

	it.each<Row>([
		['Cilium told so', {...cilium, ...none, ...replacing}, 'replaced'],
		[
			'Cilium told so in old words',
			{...cilium, ...none, ...chart('rke2-cilium', 'kubeProxyReplacement: strict')},
			'replaced',
		],
		['Cilium as shipped', {...cilium, ...none, ...chart('rke2-cilium')}, 'absent'],
		[
			'Cilium that replaces parts',
			{...cilium, ...none, ...chart('rke2-cilium', 'kubeProxyReplacement: partial')},
			undefined,
		],
		['Cilium with nothing that tells', {...cilium, ...none}, undefined],
		['Calico with eBPF', {...calico, ...none, ...ebpf}, 'replaced'],
		['Calico with iptables', {...calico, ...none, ...chart('rke2-calico')}, 'absent'],
		['Calico with nothing that tells', {...calico, ...none}, undefined],
		['a CNI of the user', {...agent, ...none, ...other}, undefined],
	])('is replaced or not: %s', async (_, replies, mode) => {
		expect((await detect(replies)).kubeProxy.value).toBe(mode);
	});

	it('is told with what disagrees', async () => {
		const {kubeProxy} = await detect({
			...cilium,
			...replacing,
			...proxyMode('iptables'),
			...kubeProxyManifest('--proxy-mode=ipvs'),
			'crictl pods -o json': json({items: [pod('cilium-x7k2p')]}),
		});
		expect(kubeProxy).toEqual({
			value: 'iptables',
			signals: [{source: 'curl http://127.0.0.1:10249/proxyMode', says: 'iptables'}],
			conflicts: [
				{source: 'agent/pod-manifests/kube-proxy.yaml', says: '--proxy-mode=ipvs'},
				{
					source: 'kubectl -n kube-system get helmcharts,helmchartconfigs',
					says: 'rke2-cilium: kubeProxyReplacement true',
				},
			],
		});
	});
});
