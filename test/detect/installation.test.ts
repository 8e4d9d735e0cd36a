import {describe, expect, it} from 'vitest';
import type {Reply} from '../../src/core/request.ts';
import {answered} from '../core/hosts.ts';
import {textOfFile} from '../tree.ts';
import {
	dataDirectory,
	denied,
	detect,
	entries,
	json,
	link,
	notRecorded,
	pgrep,
	present,
	rke2,
	units,
} from './node.ts';

const k3sBinary = {'stat /usr/local/bin/k3s': present};
const rke2Binary = {'stat /usr/local/bin/rke2': present};
const started = {
	[`readlink ${dataDirectory}/bin`]: answered(`${dataDirectory}/data/v1.35.7-rke2r1-0123456789ab/bin\n`),
};

describe('detection of the installation', () => {
	it('believes what it found when another path could not be read', async () => {
		const environment = await detect({...rke2, 'stat /opt/rke2/bin/rke2': notRecorded});
		expect(environment.installation.value).toBe('rke2');
		expect(environment.installKind.value).toBe('tarball');
	});

	it('is undecided when nothing was found and a binary could not be looked for, and names no leftovers', async () => {
		const {installation, leftovers} = await detect({
			...pgrep(),
			'stat /usr/bin/rke2': denied,
			'stat /var/lib/rancher/rke2': present,
		});
		expect(installation).toEqual({
			signals: [],
			undecided: 'cannot tell whether this is an RKE2 node: /usr/bin/rke2: permission denied',
		});
		expect(leftovers).toEqual([]);
	});

	it('says none although a directory could not be looked for', async () => {
		const {installation} = await detect({...pgrep(), 'stat /etc/rancher/rke2': denied});
		expect(installation.value).toBe('none');
	});

	it.each<[string, Record<string, Reply>, string | undefined]>([
		['both binaries: RKE2, which was started here', {...k3sBinary, ...rke2Binary, ...started}, 'rke2'],
		[
			'K3s runs beside an unused RKE2',
			{
				...k3sBinary,
				...rke2Binary,
				...units({'rke2-server': ['inactive', 'disabled'], k3s: ['active', 'enabled', 900]}),
			},
			'k3s',
		],
		[
			'an agent of K3s is enabled beside an unused RKE2',
			{...rke2Binary, ...started, ...units({'k3s-agent': ['inactive', 'enabled']})},
			'k3s',
		],
		[
			'RKE2 runs beside an enabled K3s',
			{
				...k3sBinary,
				...units({'rke2-agent': ['activating', 'disabled', 800], k3s: ['inactive', 'enabled']}),
			},
			'rke2',
		],
		[
			'RKE2 is enabled beside the binary of K3s',
			{...k3sBinary, ...units({'rke2-agent': ['inactive', 'enabled']})},
			'rke2',
		],
		[
			'RKE2 has failed beside the binary of K3s',
			{...k3sBinary, ...units({'rke2-agent': ['failed', 'disabled']})},
			'rke2',
		],
		[
			'a process of K3s beside an unused RKE2',
			{...k3sBinary, ...rke2Binary, ...started, ...pgrep('9 /usr/local/bin/k3s server')},
			'k3s',
		],
		[
			'a vcluster, which is K3s in a container, beside a stopped RKE2',
			{...rke2Binary, ...started, ...pgrep('9 /k3s server --write-kubeconfig')},
			'rke2',
		],
	])('%s', async (_, replies, value) => {
		expect((await detect(replies)).installation.value).toBe(value);
	});

	it('takes directories of K3s for leftovers', async () => {
		const {installation, leftovers} = await detect({...pgrep(), 'stat /var/lib/rancher/k3s': present});
		expect(installation.value).toBe('none');
		expect(leftovers.map(({says}) => says)).toEqual(['/var/lib/rancher/k3s']);
	});

	it('leaves a K3s node its own devices', async () => {
		const {leftovers} = await detect({
			...k3sBinary,
			'stat /etc/rancher/rke2': present,
			'ip -j -d link show': json([link('flannel.1', 'vxlan'), link('cni0', 'bridge')]),
		});
		expect(leftovers.map(({says}) => says)).toEqual(['/etc/rancher/rke2']);
	});

	it('does not take the version query of this program for an RKE2 that runs', async () => {
		const environment = await detect({...rke2, ...pgrep('99 rke2 --version')});
		expect(environment.service.value).toBe('stopped');
		expect(environment.installation.signals.map(({source}) => source)).not.toContain('pgrep');
	});

	it('does not believe a process alone', async () => {
		const {installation} = await detect(pgrep('4711 /usr/local/bin/rke2 server'));
		expect(installation.value).toBeUndefined();
		expect(installation.undecided).toMatch(/process "\/usr\/local\/bin\/rke2 server" runs, but/);
	});
});

describe('an RKE2 that was never started', () => {
	const idle = units({'rke2-server': ['inactive', 'disabled'], 'rke2-agent': ['inactive', 'disabled']});
	const neverStarted = 'RKE2 is installed, but was never started here';

	it('is not judged', async () => {
		const {installation} = await detect({...rke2Binary, ...idle, ...pgrep()});
		expect(installation).toMatchObject({undecided: neverStarted});
		expect(installation.value).toBeUndefined();
		expect(installation.signals.map(({says}) => says)).toContain('/usr/local/bin/rke2');
	});

	it('is not told from images and manifests that were put there before', async () => {
		const {installation} = await detect({
			...rke2Binary,
			...idle,
			[`stat ${dataDirectory}/server`]: present,
			[`ls -l ${dataDirectory}/server/manifests`]: entries('rke2-canal-config.yaml'),
		});
		expect(installation.undecided).toBe(neverStarted);
	});

	it.each<[string, Record<string, Reply>]>([
		['it was started and then stopped', started],
		['its certificates cannot be read', {[`cat ${dataDirectory}/agent/client-kubelet.crt`]: denied}],
		['an older bundle does not hold them', {[`cat ${dataDirectory}/agent/client-kubelet.crt`]: notRecorded}],
		['it is enabled', units({'rke2-server': ['inactive', 'enabled']})],
		['it is being started', units({'rke2-server': ['activating', 'disabled', 77]})],
		['its data directory is not known', {'ls -l /etc/rancher/rke2/config.yaml.d': denied}],
	])('but: %s', async (_, replies) => {
		expect((await detect({...rke2Binary, ...idle, ...replies})).installation.value).toBe('rke2');
	});
});

describe('detection of role and version', () => {
	it('believes the unit that runs before a process, which may be that of a container', async () => {
		const {role} = await detect({
			...rke2,
			...units({'rke2-agent': ['active', 'enabled', 812]}),
			...pgrep('300 rke2 server', '812 /usr/local/bin/rke2 agent'),
		});
		expect(role).toMatchObject({value: 'agent', conflicts: [{says: 'process rke2 server'}]});
	});

	it('reads the environment of the process that systemd names', async () => {
		const environment = await detect({
			...rke2,
			...units({'rke2-agent': ['active', 'enabled', 812]}),
			...pgrep('300 rke2 server', '812 /usr/local/bin/rke2 agent'),
			'cat /proc/300/environ': answered('RKE2_DATA_DIR=/in/a/container\0'),
			'cat /proc/812/environ': answered('RKE2_DATA_DIR=/srv/rke2\0'),
		});
		expect(environment.dataDirectory.value).toBe('/srv/rke2');
	});

	it('reads no environment of its own version query', async () => {
		const environment = await detect({
			...rke2,
			...pgrep('99 rke2 --version', '812 /usr/local/bin/rke2 agent'),
			'cat /proc/812/environ': answered('RKE2_DATA_DIR=/srv/rke2\0'),
		});
		expect(environment.dataDirectory.value).toBe('/srv/rke2');
	});

	it('goes without the environment of a process that an older bundle does not hold', async () => {
		const environment = await detect({
			...rke2,
			...units({'rke2-agent': ['active', 'enabled', 812]}),
			'cat /proc/812/environ': notRecorded,
			'cat /etc/default/rke2-agent': answered('RKE2_DATA_DIR=/srv/rke2\n'),
		});
		expect(environment.dataDirectory.value).toBe('/srv/rke2');
	});

	it('keeps what it can read of the directories', async () => {
		const environment = await detect({
			...rke2,
			[`stat ${dataDirectory}/server`]: present,
			[`ls -l ${dataDirectory}/server/manifests`]: denied,
			[`ls -l ${dataDirectory}/agent/pod-manifests`]: entries('etcd.yaml'),
		});
		expect(environment.role.value).toBe('server');
		expect(environment.serverKind.value).toBe('etcd-only');
	});

	it('knows an agent that was stopped and runs no static pod by its certificates', async () => {
		const joined = {
			[`cat ${dataDirectory}/agent/client-kubelet.crt`]: answered(
				textOfFile('test/parsers/outputs/node.crt'),
			),
		};
		expect((await detect({...rke2, ...joined})).role.value).toBe('agent');
		expect((await detect(rke2)).role.value).toBeUndefined();
	});

	it('takes the role of a unit that has failed', async () => {
		const {role} = await detect({...rke2, ...units({'rke2-agent': ['failed', 'disabled']})});
		expect(role.value).toBe('agent');
	});
});
