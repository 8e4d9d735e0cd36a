import {describe, expect, it} from 'vitest';
import type {Reply} from '../../src/core/request.ts';
import {answered} from '../core/hosts.ts';
import {address, agent, calico, calicoNode, chart, cilium, flannel, links} from './clusters.ts';
import {charts, denied, detect, json, ownNode, pgrep} from './node.ts';

type Row = readonly [
	what: string,
	replies: Record<string, Reply>,
	backend: string | undefined,
	device: string | undefined,
];

const netConf = (backend: object): Record<string, Reply> => ({
	...pgrep('52 /opt/bin/flanneld --ip-masq --kube-subnet-mgr'),
	'cat /proc/52/environ': answered(''),
	'cat /proc/52/root/etc/kube-flannel/net-conf.json': json({Network: '10.42.0.0/16', Backend: backend}),
});
const annotated = (vni: number) =>
	ownNode('v1.35.7+rke2r1', {
		'flannel.alpha.coreos.com/backend-type': 'vxlan',
		'flannel.alpha.coreos.com/backend-data': `{"VNI":${vni},"VtepMAC":"3e:aa:10:00:00:03"}`,
	});
const calicoAnnotation = (key: string) =>
	ownNode('v1.35.7+rke2r1', {[`projectcalico.org/${key}`]: '10.42.1.1'});
const none = links();
const routing = (RoutingMode: string, TunnelProtocol: string): Record<string, Reply> => ({
	'curl -s --unix-socket /var/run/cilium/cilium.sock http://localhost/v1/config': json({
		status: {daemonConfigurationMap: {RoutingMode, TunnelProtocol}},
	}),
});
const told = (mode: string, protocol: string): Record<string, Reply> => ({
	'kubectl get --raw /api/v1/namespaces/kube-system/configmaps/cilium-config': json({
		data: {'routing-mode': mode, 'tunnel-protocol': protocol},
	}),
});

describe('the backend', () => {
	it.each<Row>([
		['with nothing that tells', none, undefined, undefined],
		['its own Node', {...none, ...annotated(1)}, 'vxlan', 'flannel.1'],
		["flanneld's configuration", {...none, ...netConf({Type: 'vxlan', VNI: 7})}, 'vxlan', 'flannel.7'],
		['the values of its chart', {...none, ...charts('rke2-canal')}, 'vxlan', 'flannel.1'],
		['a configuration of host-gw', {...none, ...netConf({Type: 'host-gw'})}, 'host-gw', undefined],
		['wireguard', {...none, ...netConf({Type: 'wireguard'})}, 'wireguard', 'flannel-wg'],
		['links that cannot be read', {'ip -j -d link show': denied}, 'vxlan', 'flannel.1'],
	])('of Canal: %s', async (_, replies, backend, device) => {
		const environment = await detect({...agent, ...replies});
		expect(environment.backend.value).toBe(backend);
		expect(environment.overlayDevice.value).toBe(device);
	});

	it.each<Row>([
		['its own Node', {...none, ...annotated(4096)}, 'vxlan', 'flannel.4096'],
		['its device', links(['cni0', 'bridge'], ['flannel.4096', 'vxlan']), 'vxlan', 'flannel.4096'],
		['the chart', {...none, ...chart('rke2-flannel')}, 'vxlan', 'flannel.4096'],
		[
			'the values',
			{...none, ...chart('rke2-flannel', 'flannel:\n  backend: host-gw\n')},
			'host-gw',
			undefined,
		],
		['nothing that tells', none, undefined, undefined],
	])('of Flannel: %s', async (_, replies, backend, device) => {
		const environment = await detect({...flannel, ...replies});
		expect(environment.backend.value).toBe(backend);
		expect(environment.overlayDevice.value).toBe(device);
	});

	it.each<Row>([
		['the chart', {...none, ...chart('rke2-calico')}, 'vxlan', 'vxlan.calico'],
		[
			'a pool across subnets',
			{...none, ...chart('rke2-calico', 'installation: {backend: VXLANCrossSubnet}')},
			'vxlan',
			'vxlan.calico',
		],
		[
			'a pool of the user',
			{
				...none,
				...chart(
					'rke2-calico',
					'installation: {calicoNetwork: {bgp: Enabled, ipPools: [{cidr: 10.42.0.0/16, encapsulation: IPIP}]}}',
				),
			},
			'ipip',
			'tunl0',
		],
		[
			'BGP without encapsulation',
			{...none, ...chart('rke2-calico', 'installation: {backend: None, calicoNetwork: {bgp: Enabled}}')},
			'bgp',
			undefined,
		],
		[
			'neither encapsulation nor BGP',
			{...none, ...chart('rke2-calico', 'installation: {backend: None}')},
			'native',
			undefined,
		],
		[
			'a pool that names no encapsulation',
			{...none, ...chart('rke2-calico', 'installation: {calicoNetwork: {ipPools: [{cidr: 10.42.0.0/16}]}}')},
			undefined,
			undefined,
		],
		['values that are no YAML', {...none, ...chart('rke2-calico', 'installation: [')}, undefined, undefined],
		[
			'the tunnel of its own Node',
			{...none, ...calicoAnnotation('IPv4VXLANTunnelAddr')},
			'vxlan',
			'vxlan.calico',
		],
		[
			'the IPIP tunnel of its own Node',
			{...none, ...calicoAnnotation('IPv4IPIPTunnelAddr')},
			'ipip',
			'tunl0',
		],
		['its device', links(['vxlan.calico', 'vxlan']), 'vxlan', 'vxlan.calico'],
		[
			'tunl0 with an address',
			{...links(['tunl0', 'ipip']), ...address('tunl0', '10.42.1.1')},
			'ipip',
			'tunl0',
		],
		[
			'tunl0 without one',
			{...links(['tunl0', 'ipip']), ...address('eth0', '10.0.0.2')},
			undefined,
			undefined,
		],
		['encryption alone', links(['wireguard.cali', 'wireguard']), undefined, undefined],
		['nothing that tells', none, undefined, undefined],
		['links that cannot be read', {'ip -j -d link show': denied}, undefined, undefined],
	])('of Calico: %s', async (_, replies, backend, device) => {
		const environment = await detect({...calico, ...replies});
		expect(environment.backend.value).toBe(backend);
		expect(environment.overlayDevice.value).toBe(device);
	});

	it.each<Row>([
		['the chart', {...none, ...chart('rke2-cilium')}, 'vxlan', 'cilium_vxlan'],
		['geneve', {...none, ...chart('rke2-cilium', 'tunnelProtocol: geneve')}, 'geneve', 'cilium_geneve'],
		['native', {...none, ...chart('rke2-cilium', 'routingMode: native')}, 'native', undefined],
		[
			'the network of a cloud',
			{...none, ...chart('rke2-cilium', 'eni: {enabled: true}')},
			'native',
			undefined,
		],
		['before 1.15', {...none, ...chart('rke2-cilium', 'tunnel: disabled')}, 'native', undefined],
		[
			'before 1.15, by protocol',
			{...none, ...chart('rke2-cilium', 'tunnel: geneve')},
			'geneve',
			'cilium_geneve',
		],
		[
			'the ConfigMap before the agent, and that before the chart',
			{
				...none,
				...chart('rke2-cilium'),
				...routing('tunnel', 'geneve'),
				...told('native', 'vxlan'),
			},
			'native',
			undefined,
		],
		[
			'the agent where nobody may read the ConfigMap',
			{...none, ...chart('rke2-cilium'), ...routing('native', 'vxlan')},
			'native',
			undefined,
		],
		[
			'the ConfigMap where the agent is down',
			{...none, ...chart('rke2-cilium'), ...told('native', 'vxlan')},
			'native',
			undefined,
		],
		[
			'the ConfigMap with its protocol',
			{...none, ...chart('rke2-cilium'), ...told('tunnel', 'geneve')},
			'geneve',
			'cilium_geneve',
		],
		['its device', links(['cilium_host', 'veth'], ['cilium_geneve', 'geneve']), 'geneve', 'cilium_geneve'],
		['nothing that tells', links(['cilium_host', 'veth']), undefined, undefined],
		['links that cannot be read', {'ip -j -d link show': denied}, undefined, undefined],
	])('of Cilium: %s', async (_, replies, backend, device) => {
		const environment = await detect({...cilium, ...replies});
		expect(environment.backend.value).toBe(backend);
		expect(environment.overlayDevice.value).toBe(device);
	});

	it('has as conflict what speaks for another', async () => {
		const {backend} = await detect({
			...calico,
			...chart('rke2-calico'),
			...links(['tunl0', 'ipip'], ['vxlan.calico', 'vxlan']),
			...address('tunl0', '10.42.1.1'),
			...calicoNode('CALICO_NETWORKING_BACKEND=vxlan'),
		});
		expect(backend).toMatchObject({
			value: 'vxlan',
			signals: [{says: 'rke2-calico: vxlan'}, {says: 'link vxlan.calico'}],
			conflicts: [{says: 'link tunl0'}],
		});
	});

	it('names the device of a Calico without IPv4 as Calico does', async () => {
		const node = {
			'kubectl get --raw /api/v1/nodes/node-2': json({
				metadata: {name: 'node-2'},
				spec: {podCIDRs: ['2001:db8:42:1::/64']},
				status: {nodeInfo: {kubeletVersion: 'v1.35.7+rke2r1'}},
			}),
		};
		const {overlayDevice} = await detect({...calico, ...none, ...chart('rke2-calico'), ...node});
		expect(overlayDevice.value).toBe('vxlan-v6.calico');
	});
});
