import {describe, expect, it} from 'vitest';
import type {Reply} from '../../src/core/request.ts';
import {answered} from '../core/hosts.ts';
import {conflist, dataDirectory, detect, entries, json, link, pgrep, pod, present, rke2} from './node.ts';

describe('detection', () => {
	it('says none on a machine that has neither binary nor unit nor process', async () => {
		const environment = await detect({...pgrep(), 'ip -j -d link show': json([link('eth0')])});
		expect(environment.installation.value).toBe('none');
		expect(environment.leftovers).toEqual([]);
	});

	it('names what an uninstallation left behind', async () => {
		const environment = await detect({
			...pgrep(),
			'stat /var/lib/rancher/rke2': present,
			'ip -j -d link show': json([link('flannel.1', 'vxlan')]),
		});
		expect(environment.installation.value).toBe('none');
		expect(environment.leftovers.map(({says}) => says)).toEqual(['/var/lib/rancher/rke2', 'link flannel.1']);
	});

	it('tells K3s from RKE2', async () => {
		const environment = await detect({'stat /usr/local/bin/k3s': present});
		expect(environment.installation).toMatchObject({value: 'k3s', signals: [{says: '/usr/local/bin/k3s'}]});
	});

	it('finds an installed RKE2 that is stopped', async () => {
		const environment = await detect({...rke2, ...pgrep()});
		expect(environment.installation.value).toBe('rke2');
		expect(environment.service).toMatchObject({value: 'stopped'});
		expect(environment.rke2Version.value).toBe('v1.35.7+rke2r1');
		expect(environment.installKind.value).toBe('tarball');
	});

	it('does not know whether RKE2 runs when neither systemd nor processes can be read', async () => {
		expect((await detect(rke2)).service.value).toBeUndefined();
	});

	it.each<[string, Record<string, Reply>, string | undefined]>([
		['the process', pgrep('812 /usr/local/bin/rke2 agent'), 'agent'],
		['the server directory', {[`stat ${dataDirectory}/server`]: present}, 'server'],
		[
			'a running agent that was a server once',
			{...pgrep('812 /usr/local/bin/rke2 agent'), [`stat ${dataDirectory}/server`]: present},
			'agent',
		],
		['nothing', {}, undefined],
	])('decides the role by %s', async (_, replies, role) => {
		expect((await detect({...rke2, ...replies})).role.value).toBe(role);
	});

	it.each<[string, Record<string, Reply>, string | undefined]>([
		['no etcd', {'cat /etc/rancher/rke2/config.yaml': answered('disable-etcd: true')}, 'control-plane-only'],
		['only etcd', {[`ls -l ${dataDirectory}/agent/pod-manifests`]: entries('etcd.yaml')}, 'etcd-only'],
		[
			'both',
			{[`ls -l ${dataDirectory}/agent/pod-manifests`]: entries('etcd.yaml', 'kube-apiserver.yaml')},
			'full',
		],
	])('tells the kind of server: %s', async (_, replies, kind) => {
		const environment = await detect({...rke2, [`stat ${dataDirectory}/server`]: present, ...replies});
		expect(environment.serverKind.value).toBe(kind);
	});

	it('follows the data directory of the merged configuration', async () => {
		const environment = await detect({
			...rke2,
			'ls -l /etc/rancher/rke2/config.yaml.d': entries('50-rancher.yaml'),
			'cat /etc/rancher/rke2/config.yaml': answered('data-dir: /old\n'),
			'cat /etc/rancher/rke2/config.yaml.d/50-rancher.yaml': answered('data-dir: /srv/rke2\n'),
			'readlink /srv/rke2/bin': answered('/srv/rke2/data/v1.34.2-rke2r1-aaaaaaaaaaaa/bin'),
		});
		expect(environment.dataDirectory.value).toBe('/srv/rke2');
		expect(environment.rke2Version.value).toBe('v1.34.2+rke2r1');
		expect(environment.rancherProvisioned.value).toBe(true);
	});

	it.each<[string, Record<string, Reply>]>([
		[
			'the line of a broken file',
			{'cat /etc/rancher/rke2/config.yaml': answered('data-dir: "/srv/rke2"\ntoken: [\n')},
		],
		[
			'a command line, where the configuration may not be read',
			{
				'cat /etc/rancher/rke2/config.yaml': {
					status: 'unanswered',
					reason: 'denied',
					detail: 'permission denied',
				},
				...pgrep('900 /srv/rke2/bin/kubelet --kubeconfig=/srv/rke2/agent/kubelet.kubeconfig --v=2'),
			},
		],
	])('finds the data directory by %s', async (_, replies) => {
		const environment = await detect({...rke2, ...replies});
		expect(environment.dataDirectory.value).toBe('/srv/rke2');
	});

	it('reads the environment of the unit, not that of the program', async () => {
		const environment = await detect({
			...rke2,
			...pgrep('812 /usr/local/bin/rke2 server'),
			'cat /proc/812/environ': answered('RKE2_CNI=cilium\0RKE2_DATA_DIR=/srv/rke2\0'),
			'stat /srv/rke2/server': present,
		});
		expect(environment.dataDirectory.value).toBe('/srv/rke2');
		expect(environment.cni).toMatchObject({
			value: 'cilium',
			conflicts: [{says: '/etc/cni/net.d/10-canal.conflist'}],
		});
	});
});

describe('detection of the CNI', () => {
	const cniFile = (name: string, reply: Reply): Record<string, Reply> => ({
		'ls -l /etc/cni/net.d': entries(name),
		[`cat /etc/cni/net.d/${name}`]: reply,
	});

	it.each<[string, Record<string, Reply>, string | undefined, boolean | undefined]>([
		['its file', rke2, 'canal', false],
		['a Calico file', cniFile('10-calico.conflist', conflist(['calico', 'calico-ipam'])), 'calico', false],
		['a Cilium file', cniFile('05-cilium.conflist', conflist(['cilium-cni'], ['portmap'])), 'cilium', false],
		['a Flannel file', cniFile('10-flannel.conflist', conflist(['flannel'])), 'flannel', false],
		["a file of the user's own", cniFile('10-kube-ovn.conflist', conflist(['kube-ovn'])), 'other', false],
		[
			'Multus before Canal',
			{
				...rke2,
				'ls -l /etc/cni/net.d': entries('00-multus.conf', '10-canal.conflist'),
				'cat /etc/cni/net.d/00-multus.conf': json({
					type: 'multus',
					name: 'multus-cni-network',
					delegates: [],
				}),
			},
			'canal',
			true,
		],
		['a pod', {'crictl pods -o json': json({items: [pod('rke2-canal-x7k2p')]})}, 'canal', undefined],
		[
			'links alone',
			{'ip -j -d link show': json([link('flannel.1', 'vxlan'), link('cali1a2b3c4d5e6', 'veth')])},
			'canal',
			undefined,
		],
		[
			'links of Flannel',
			{'ip -j -d link show': json([link('flannel.4096', 'vxlan'), link('cni0', 'bridge')])},
			'flannel',
			undefined,
		],
		[
			'a lone tunl0, which says nothing',
			{'ip -j -d link show': json([link('tunl0', 'ipip')])},
			undefined,
			undefined,
		],
	])('%s', async (_, replies, cni, multus) => {
		const base = {'stat /usr/local/bin/rke2': present};
		const environment = await detect({...base, ...replies});
		expect(environment.cni.value).toBe(cni);
		if (multus !== undefined) {
			expect(environment.multus.value).toBe(multus);
		}
	});

	it('keeps what the cluster was told against a stray file, and names the file', async () => {
		const environment = await detect({
			...rke2,
			'crictl pods -o json': json({items: [pod('rke2-canal-x7k2p')]}),
			'ls -l /etc/cni/net.d': entries('05-cilium.conflist', '10-canal.conflist'),
			'cat /etc/cni/net.d/05-cilium.conflist': conflist(['cilium-cni']),
		});
		expect(environment.cni).toMatchObject({
			value: 'canal',
			signals: [{says: 'pod rke2-canal-x7k2p'}],
			conflicts: [{says: '/etc/cni/net.d/05-cilium.conflist'}],
		});
	});

	it('answers cni: none with nothing installed', async () => {
		const environment = await detect({
			...rke2,
			'ls -l /etc/cni/net.d': entries(),
			[`stat ${dataDirectory}/server`]: present,
			'cat /etc/rancher/rke2/config.yaml': answered('cni: none\n'),
		});
		expect(environment.cni.value).toBe('none');
	});

	it('tells the tunnel device from the link, and kube-proxy from its manifest', async () => {
		const environment = await detect({
			...rke2,
			'ip -j -d link show': json([link('flannel.1', 'vxlan')]),
			[`cat ${dataDirectory}/agent/pod-manifests/kube-proxy.yaml`]: answered(
				'kind: Pod\nspec:\n  containers:\n  - args: [--proxy-mode=ipvs, "--cluster-cidr=10.42.0.0/16,2001:cafe:42::/56"]\n',
			),
		});
		expect(environment.backend.value).toBe('vxlan');
		expect(environment.overlayDevice.value).toBe('flannel.1');
		expect(environment.kubeProxy.value).toBe('ipvs');
		expect(environment.families.value).toEqual(['ipv4', 'ipv6']);
	});
});
