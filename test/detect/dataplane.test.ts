import {describe, expect, it} from 'vitest';
import type {Reply} from '../../src/core/request.ts';
import {agent, calico, calicoNode, chart, cilium, flannel, links, processes} from './clusters.ts';
import {detect} from './node.ts';

type Row<Value> = readonly [what: string, replies: Record<string, Reply>, value: Value | undefined];

describe('the data plane', () => {
	it.each<Row<string>>([
		['Canal', agent, 'iptables'],
		[
			'Canal whose Felix is told otherwise',
			{...agent, ...calicoNode('FELIX_NFTABLESMODE=Enabled')},
			'nftables',
		],
		['Flannel', {...flannel, ...chart('rke2-flannel')}, 'iptables'],
		[
			'Flannel with nftables',
			{...flannel, ...chart('rke2-flannel', 'flannel: {enableNFTables: true}')},
			'nftables',
		],
		['Flannel without any configuration', flannel, undefined],
		['Cilium', cilium, 'ebpf'],
		['Calico', {...calico, ...chart('rke2-calico')}, 'iptables'],
		[
			'Calico with eBPF',
			{...calico, ...chart('rke2-calico', 'installation: {calicoNetwork: {linuxDataplane: BPF}}')},
			'ebpf',
		],
		[
			'Calico with nftables',
			{...calico, ...chart('rke2-calico', 'installation: {calicoNetwork: {linuxDataplane: Nftables}}')},
			'nftables',
		],
		[
			'Calico with VPP',
			{...calico, ...chart('rke2-calico', 'installation: {calicoNetwork: {linuxDataplane: VPP}}')},
			undefined,
		],
		[
			'Felix told by the values',
			{...calico, ...chart('rke2-calico', 'felixConfiguration: {bpfEnabled: true}')},
			'ebpf',
		],
		['Felix told by its environment', {...calico, ...calicoNode('FELIX_BPFENABLED=true')}, 'ebpf'],
		['Calico by the devices of eBPF', {...calico, ...links(['bpfin.cali', 'veth'])}, 'ebpf'],
		['Calico with nothing that tells', {...calico, ...links()}, undefined],
		['a CNI of the user', {...agent, 'ls -l /etc/cni/net.d': {status: 'answered', body: '[]'}}, undefined],
	])('%s', async (_, replies, value) => {
		expect((await detect(replies)).dataplane.value).toBe(value);
	});
});

describe('BGP', () => {
	it.each<Row<boolean>>([
		['Canal', agent, false],
		['Flannel', flannel, false],
		['Calico as shipped', {...calico, ...chart('rke2-calico')}, false],
		[
			'Calico told so',
			{...calico, ...chart('rke2-calico', 'installation: {calicoNetwork: {bgp: Enabled}}')},
			true,
		],
		['calico-node told so', {...calico, ...calicoNode('CALICO_NETWORKING_BACKEND=bird')}, true],
		['calico-node told not to', {...calico, ...calicoNode('CALICO_NETWORKING_BACKEND=vxlan')}, false],
		[
			'a BIRD of Calico',
			{
				...calico,
				...processes('9 bird -R -s /var/run/calico/bird.ctl -d -c /etc/calico/confd/config/bird.cfg'),
			},
			true,
		],
		["a BIRD of the host's own", {...calico, ...processes('9 /usr/sbin/bird -f -u bird')}, undefined],
		['Calico with nothing that tells', {...calico, ...processes()}, undefined],
		['Cilium as shipped', {...cilium, ...chart('rke2-cilium')}, false],
		['Cilium told so', {...cilium, ...chart('rke2-cilium', 'bgpControlPlane: {enabled: true}')}, true],
		['Cilium with nothing that tells', cilium, undefined],
	])('%s', async (_, replies, value) => {
		expect((await detect(replies)).bgp.value).toBe(value);
	});

	it('stays what it is meant to be when BIRD does not run, and tells what disagrees', async () => {
		const {bgp} = await detect({
			...calico,
			...chart('rke2-calico', 'installation: {calicoNetwork: {bgp: Enabled}}'),
			...calicoNode('CALICO_NETWORKING_BACKEND=vxlan'),
		});
		expect(bgp).toMatchObject({
			value: false,
			signals: [{says: 'CALICO_NETWORKING_BACKEND=vxlan'}],
			conflicts: [{says: 'rke2-calico: bgp Enabled'}],
		});
	});
});
