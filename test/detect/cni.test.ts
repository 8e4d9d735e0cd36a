import {describe, expect, it} from 'vitest';
import type {Reply} from '../../src/core/request.ts';
import {answered} from '../core/hosts.ts';
import {
	charts,
	conflist,
	dataDirectory,
	denied,
	detect,
	entries,
	json,
	link,
	pgrep,
	pod,
	present,
	rke2,
	units,
} from './node.ts';

const installed = {'stat /usr/local/bin/rke2': present};
const agent = {...installed, ...units({'rke2-agent': ['active', 'enabled', 812]})};
const server = {...installed, ...units({'rke2-server': ['active', 'enabled', 812]})};
const serverManifests = (...names: readonly string[]): Record<string, Reply> => ({
	[`stat ${dataDirectory}/server`]: present,
	[`ls -l ${dataDirectory}/server/manifests`]: entries(...names),
});
const configured = (text: string): Record<string, Reply> => ({
	'cat /etc/rancher/rke2/config.yaml': answered(text),
});
const podman = {
	'ls -l /etc/cni/net.d': entries('87-podman-bridge.conflist'),
	'cat /etc/cni/net.d/87-podman-bridge.conflist': conflist(['bridge', 'host-local'], ['portmap']),
};
const canalLinks = json([link('flannel.1', 'vxlan'), link('cali1a2b3c4d5e6', 'veth')]);

describe('an agent that was a server', () => {
	const stale = serverManifests('rke2-canal.yaml', 'rke2-multus.yaml');
	const cilium = {'crictl pods -o json': json({items: [pod('cilium-x7k2p')]})};

	it('is told by what runs, not by the manifests that stayed', async () => {
		const environment = await detect({...agent, ...stale, ...cilium});
		expect(environment.cni).toEqual({
			value: 'cilium',
			signals: [{source: 'crictl pods', says: 'pod cilium-x7k2p'}],
		});
		expect(environment.multus.value).toBe(false);
	});

	it.each(['cni: none', 'cni: [multus, canal]', 'cni: canal'])('has no setting "%s"', async text => {
		const environment = await detect({...agent, ...stale, ...cilium, ...configured(text)});
		expect(environment.cni).toMatchObject({value: 'cilium'});
		expect(environment.cni.conflicts).toBeUndefined();
		expect(environment.multus.value).toBe(false);
	});

	it('has no "cni: none" that makes it a node without CNI', async () => {
		const environment = await detect({
			...agent,
			...serverManifests(),
			...configured('cni: none'),
			'ls -l /etc/cni/net.d': entries(),
		});
		expect(environment.cni.value).toBeUndefined();
	});
});

it('believes the manifests of a server', async () => {
	const environment = await detect({...server, ...serverManifests('rke2-cilium.yaml', 'rke2-multus.yaml')});
	expect(environment.cni.value).toBe('cilium');
	expect(environment.multus.value).toBe(true);
});

describe("another program's file", () => {
	it('does not stand against the devices of a CNI', async () => {
		const environment = await detect({...agent, ...podman, 'ip -j -d link show': canalLinks});
		expect(environment.cni).toMatchObject({
			value: 'canal',
			conflicts: [{says: '/etc/cni/net.d/87-podman-bridge.conflist'}],
		});
	});

	it('decides where nothing else does', async () => {
		expect((await detect({...agent, ...podman})).cni.value).toBe('other');
	});
});

describe("RKE2's default", () => {
	it.each<[string, Record<string, Reply>, string | undefined]>([
		['a server without cni', configured('token: x'), 'canal'],
		['a server without configuration', {}, 'canal'],
		['a server with cni', configured('cni: calico'), 'calico'],
		['a server whose configuration cannot be read', {'cat /etc/rancher/rke2/config.yaml': denied}, undefined],
		['a server whose configuration is broken', configured('cni: [calico'), undefined],
		['a server told to leave Canal out', configured('disable: [rke2-canal]'), undefined],
		['another file', podman, 'other'],
	])('%s', async (_, replies, cni) => {
		const environment = await detect({...server, ...serverManifests(), ...replies});
		expect(environment.cni.value).toBe(cni);
	});

	it('is nothing that an agent can know', async () => {
		expect((await detect({...agent, ...pgrep()})).cni.value).toBeUndefined();
	});

	it('neither supports nor contradicts what was found', async () => {
		const found = await detect({...server, ...charts('rke2-canal')});
		expect(found.cni.signals.map(({says}) => says)).toEqual(['HelmChart rke2-canal']);
		const stray = await detect({...server, ...charts('rke2-cilium')});
		expect(stray.cni).toMatchObject({value: 'cilium'});
		expect(stray.cni.conflicts).toBeUndefined();
	});
});

describe('Multus', () => {
	it('is not denied where nobody looked', async () => {
		const {multus} = await detect({...agent, 'ls -l /etc/cni/net.d': denied});
		expect(multus.value).toBeUndefined();
	});

	it.each<[string, Record<string, Reply>]>([
		['pods', {'crictl pods -o json': json({items: []})}],
		['charts', charts('rke2-canal')],
	])('is denied by %s', async (_, replies) => {
		const {multus} = await detect({...agent, 'ls -l /etc/cni/net.d': denied, ...replies});
		expect(multus.value).toBe(false);
	});
});

describe('--cni', () => {
	it('decides before backend and device are told', async () => {
		const links = {'ip -j -d link show': json([link('flannel.1', 'vxlan')])};
		expect((await detect({...agent, ...links})).backend.value).toBeUndefined();
		const {cni, backend, overlayDevice} = await detect({...agent, ...links}, {cni: 'canal'});
		expect(cni).toEqual({value: 'canal', signals: [{source: '--cni', says: '--cni canal'}]});
		expect(backend.value).toBe('vxlan');
		expect(overlayDevice.value).toBe('flannel.1');
	});

	it('leaves what disagrees as conflicts, and names what agrees after itself', async () => {
		const other = await detect(rke2, {cni: 'cilium'});
		expect(other.cni).toMatchObject({
			value: 'cilium',
			signals: [{source: '--cni'}],
			conflicts: [{says: '/etc/cni/net.d/10-canal.conflist'}],
		});
		const same = await detect(rke2, {cni: 'canal'});
		expect(same.cni.signals.map(({says}) => says)).toEqual([
			'--cni canal',
			'/etc/cni/net.d/10-canal.conflist',
		]);
	});
});

describe('an agent of a CNI that runs', () => {
	it.each<[string, readonly string[], string | undefined]>([
		['Cilium', ['7 /usr/bin/cilium-agent --config-dir=/tmp/cilium/config-map'], 'cilium'],
		['Canal', ['7 calico-node -felix', '8 /opt/bin/flanneld --ip-masq --kube-subnet-mgr'], 'canal'],
		['Flannel', ['8 /opt/bin/flanneld --ip-masq --kube-subnet-mgr'], 'flannel'],
		['Calico with BGP', ['7 calico-node -felix', '9 bird -R -s /var/run/calico/bird.ctl -d'], 'calico'],
		['Felix alone, of Calico or of a Canal whose flanneld has ended', ['7 calico-node -felix'], undefined],
	])('decides where nothing else tells: %s', async (_, lines, cni) => {
		expect((await detect({...agent, ...pgrep(...lines)})).cni.value).toBe(cni);
	});
	it('neither supports nor contradicts anything else', async () => {
		const {cni} = await detect({...agent, ...charts('rke2-canal'), ...pgrep('7 /usr/bin/cilium-agent -c')});
		expect(cni).toMatchObject({value: 'canal'});
		expect(cni.conflicts).toBeUndefined();
	});
});

describe('chaining', () => {
	const of = (...plugins: readonly (readonly [string, string?])[]) => ({
		...agent,
		'ls -l /etc/cni/net.d': entries('05-cilium.conflist'),
		'cat /etc/cni/net.d/05-cilium.conflist': conflist(...plugins),
	});
	it.each<[string, Record<string, Reply>, string | undefined]>([
		['as RKE2 ships Cilium', of(['cilium-cni'], ['portmap']), 'none'],
		['behind the plugin of AWS', of(['aws-cni'], ['egress-cni'], ['cilium-cni']), 'aws-cni'],
		[
			'with the chart, behind Calico',
			{...of(['calico', 'calico-ipam'], ['cilium-cni']), ...charts('rke2-cilium')},
			'calico',
		],
		['with the chart, and no file of it', {...agent, ...charts('rke2-cilium')}, undefined],
		['a CNI that is never chained', {...agent, ...charts('rke2-canal')}, undefined],
	])('%s', async (_, replies, value) => {
		const {chaining} = await detect(replies);
		expect(chaining.value).toBe(value);
	});
});
