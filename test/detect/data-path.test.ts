import {describe, expect, it} from 'vitest';
import type {Reply} from '../../src/core/request.ts';
import {answered} from '../core/hosts.ts';
import {charts, conflist, denied, detect, entries, json, link, ownNode, pgrep, rke2, units} from './node.ts';

const agent = {...rke2, ...units({'rke2-agent': ['active', 'enabled', 812]})};
const noTunnel = {'ip -j -d link show': json([link('eth0')])};
const netConf = (backend: object): Record<string, Reply> => ({
	...pgrep('52 /opt/bin/flanneld --ip-masq --kube-subnet-mgr'),
	'cat /proc/52/environ': answered(''),
	'cat /proc/52/root/etc/kube-flannel/net-conf.json': json({Network: '10.42.0.0/16', Backend: backend}),
});
const annotated = ownNode('v1.35.7+rke2r1', {
	'flannel.alpha.coreos.com/backend-type': 'vxlan',
	'flannel.alpha.coreos.com/backend-data': '{"VNI":1,"VtepMAC":"3e:aa:10:00:00:03"}',
});
const withFile = (name: string, reply: Reply): Record<string, Reply> => ({
	'ls -l /etc/cni/net.d': entries(name),
	[`cat /etc/cni/net.d/${name}`]: reply,
});

describe('the backend', () => {
	it.each<[string, Record<string, Reply>, string | undefined, string | undefined]>([
		['Canal whose device is gone, with nothing that tells', noTunnel, undefined, undefined],
		['its own Node', {...noTunnel, ...annotated}, 'vxlan', 'flannel.1'],
		["flanneld's configuration", {...noTunnel, ...netConf({Type: 'vxlan', VNI: 7})}, 'vxlan', 'flannel.7'],
		['the values of its chart', {...noTunnel, ...charts('rke2-canal')}, 'vxlan', 'flannel.1'],
		['a configuration of host-gw', {...noTunnel, ...netConf({Type: 'host-gw'})}, 'host-gw', undefined],
		['links that cannot be read', {'ip -j -d link show': denied}, 'vxlan', 'flannel.1'],
	])('of Canal: %s', async (_, replies, backend, device) => {
		const environment = await detect({...agent, ...replies});
		expect(environment.backend.value).toBe(backend);
		expect(environment.overlayDevice.value).toBe(device);
	});

	it.each<[string, Record<string, Reply>]>([
		['Calico with BGP', withFile('10-calico.conflist', conflist(['calico', 'calico-ipam']))],
		['Cilium with native routing', withFile('05-cilium.conflist', conflist(['cilium-cni']))],
	])('%s is not taken for what its chart ships', async (_, replies) => {
		for (const links of [noTunnel, {'ip -j -d link show': denied}]) {
			const environment = await detect({...agent, ...replies, ...links});
			expect(environment.backend.value).toBeUndefined();
			expect(environment.overlayDevice.value).toBeUndefined();
		}
	});
});

describe('kube-proxy', () => {
	const none = {'crictl ps -a -o json': json({containers: []})};
	const disabled = {'cat /etc/rancher/rke2/config.yaml': answered('disable-kube-proxy: true')};
	const server = {...rke2, ...units({'rke2-server': ['active', 'enabled', 812]})};
	const starting = units({'rke2-agent': ['activating', 'enabled', 812]});

	it.each<[string, Record<string, Reply>, string | undefined]>([
		['RKE2 runs, the API answers, nothing is there', {...agent, ...none, ...annotated}, 'absent'],
		['RKE2 still waits for the API', {...agent, ...none, ...annotated, ...starting}, undefined],
		['the API does not answer', {...agent, ...none}, undefined],
		['containers cannot be read', {...agent, ...annotated}, undefined],
		['a server says so', {...server, ...disabled}, 'absent'],
		['an agent has no such setting', {...agent, ...disabled}, undefined],
	])('is absent or not: %s', async (_, replies, mode) => {
		expect((await detect(replies)).kubeProxy.value).toBe(mode);
	});
});

describe('the version', () => {
	const unreadable = {'readlink /var/lib/rancher/rke2/bin': denied};
	const binary = {'rke2 --version': answered('rke2 version v1.35.8+rke2r1 (abc123)\n')};

	it.each<[string, Record<string, Reply>, string]>([
		['what was last started', {...ownNode('v1.35.6+rke2r1'), ...binary}, 'v1.35.7+rke2r1'],
		[
			'kubelet, when that cannot be read',
			{...ownNode('v1.35.6+rke2r2'), ...binary, ...unreadable},
			'v1.35.6+rke2r2',
		],
		[
			'the binary, when kubelet is not of RKE2',
			{...ownNode('v1.30.0-gke.12'), ...binary, ...unreadable},
			'v1.35.8+rke2r1',
		],
	])('is that of %s', async (_, replies, version) => {
		expect((await detect({...rke2, ...replies})).rke2Version.value).toBe(version);
	});

	it('has the others as conflicts', async () => {
		const {rke2Version} = await detect({...rke2, ...ownNode('v1.35.6+rke2r1')});
		expect(rke2Version.conflicts).toEqual([{source: 'own Node', says: 'kubelet v1.35.6+rke2r1'}]);
	});
});
