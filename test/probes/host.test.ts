import {describe, expect, it} from 'vitest';
import {conntrackUsage} from '../../src/probes/conntrack.usage.ts';
import {kernelModules} from '../../src/probes/kernel.modules.ts';
import {kernelModulesOnDisk} from '../../src/probes/kernel.modules-on-disk.ts';
import {neighbourUsage} from '../../src/probes/neighbour.usage.ts';
import {networkmanagerFileNames} from '../../src/probes/networkmanager.file-names.ts';
import {networkmanagerState} from '../../src/probes/networkmanager.state.ts';
import {sysctlFileNames} from '../../src/probes/sysctl.file-names.ts';
import {sysctlFiles} from '../../src/probes/sysctl.files.ts';
import {sysctlNetwork} from '../../src/probes/sysctl.network.ts';
import {ufwConfiguration} from '../../src/probes/ufw.configuration.ts';
import {linksOf} from '../checks/builders.ts';
import {device, pod, units} from '../checks/host/evidence.ts';
import {failed, known, probed, requestsOf, unanswered} from './run-probe.ts';

const listing = (...names: readonly string[]): string =>
	JSON.stringify(names.map(name => ({name, type: 'file', mode: 0o644, size: 1})));

describe('sysctl.network', () => {
	const links = linksOf(device('lo', 1), device('eth0.100', 2), pod);
	const path = (family: string, name: string, key: string): string =>
		`cat /proc/sys/net/${family}/conf/${name}/${key}`;
	const replies = Object.fromEntries(
		['all', 'lo', 'eth0.100'].flatMap(name => [
			[path('ipv4', name, 'forwarding'), '1\n'],
			[path('ipv4', name, 'rp_filter'), name === 'all' ? '0\n' : '2\n'],
			[path('ipv6', name, 'forwarding'), '0\n'],
			[path('ipv6', name, 'accept_ra'), '1\n'],
		]),
	);

	it('reads all devices, and router advertisements of none that belongs to a pod', () => {
		const value = probed(sysctlNetwork, replies, {links});
		expect(value.ipv4.all).toEqual({forwarding: 1, reversePathFilter: 0});
		expect(value.ipv4.devices.get('eth0.100')).toEqual({forwarding: 1, reversePathFilter: 2});
		expect(value.ipv6?.devices.get('eth0.100')).toEqual({forwarding: 0, acceptRouterAdvertisements: 1});
		expect(requestsOf(sysctlNetwork, {links})).not.toContain(path('ipv6', 'cali0123456789a', 'accept_ra'));
	});

	it('leaves out a device that went away, and IPv6 where there is none', () => {
		const ipv4Only = Object.fromEntries(Object.entries(replies).filter(([key]) => key.includes('ipv4')));
		const value = probed(sysctlNetwork, ipv4Only, {links});
		expect([...value.ipv4.devices.keys()]).toEqual(['lo', 'eth0.100']);
		expect(value.ipv6).toBeUndefined();
	});

	it('has nothing to say where nothing can be read', () => {
		expect(() => probed(sysctlNetwork, {}, {links})).toThrow('not-found');
		expect(() =>
			probed(sysctlNetwork, {...replies, [path('ipv4', 'lo', 'forwarding')]: 'yes'}, {links}),
		).toThrow('expected a number, got "yes"');
	});
});

describe('conntrack.usage, damaged', () => {
	it('takes an empty file for damage, not for 0', () => {
		const paths = ['nf_conntrack_count', 'nf_conntrack_max'].map(key => `cat /proc/sys/net/netfilter/${key}`);
		expect(() => probed(conntrackUsage, Object.fromEntries(paths.map(path => [path, ''])))).toThrow(
			'expected a number, got ""',
		);
	});
});

describe('conntrack.usage', () => {
	const clashesOf = (column: string, rise: {readonly failed: number; readonly dropped: number}) => {
		const names = `entries  ${column} found new invalid ignore delete delete_list insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart`;
		const reading = (failed: number, dropped: number): string => {
			const cells = names
				.split(/\s+/)
				.map(name => (name === 'insert_failed' ? failed : name === 'drop' ? dropped : 0))
				.map(value => value.toString(16).padStart(8, '0'));
			return `${names}\n${cells.join(' ')}\n`;
		};
		const statistics = 'cat /proc/net/stat/nf_conntrack';
		return probed(conntrackUsage, {
			'cat /proc/sys/net/netfilter/nf_conntrack_count': '900\n',
			'cat /proc/sys/net/netfilter/nf_conntrack_max': '262144\n',
			[statistics]: reading(4100, 300),
			[`${statistics} (second sample)`]: reading(4100 + rise.failed, 300 + rise.dropped),
		})?.clashes;
	};

	it('counts each entry that could not be made where the kernel counts resolved clashes apart', () => {
		expect(clashesOf('clashres', {failed: 12, dropped: 0})).toBe(12);
	});

	it('counts only what was dropped where an older kernel counts resolved clashes, too', () => {
		expect(clashesOf('searched', {failed: 40, dropped: 0})).toBe(0);
		expect(clashesOf('searched', {failed: 40, dropped: 7})).toBe(7);
		expect(clashesOf('searched', {failed: 3, dropped: 90})).toBe(3);
	});
});

describe('sysctl.files', () => {
	it('reads files in the order in which they are applied, the main file last', () => {
		const names = probed(sysctlFileNames, {
			'ls -l /etc/sysctl.d': listing('90-rke2.conf', '10-network.conf', 'README'),
			'ls -l /usr/lib/sysctl.d': listing('50-default.conf', '90-rke2.conf'),
		});
		const assignments = probed(
			sysctlFiles,
			{
				'cat /etc/sysctl.d/10-network.conf': 'net.ipv4.ip_forward=0',
				'cat /etc/sysctl.d/90-rke2.conf': 'net.ipv4.ip_forward=1',
				'cat /usr/lib/sysctl.d/50-default.conf': unanswered('exit-code'),
				'cat /etc/sysctl.conf': 'net.ipv4.ip_forward=2',
			},
			{names},
		);
		expect(assignments.map(({value, path}) => [path, value])).toEqual([
			['/etc/sysctl.d/10-network.conf', '0'],
			['/etc/sysctl.d/90-rke2.conf', '1'],
			['/etc/sysctl.conf', '2'],
		]);
	});

	it('reads the main file once where a link puts it among the others', () => {
		expect(requestsOf(sysctlFiles, {names: ['/etc/sysctl.d/99-sysctl.conf']})).toEqual([
			'cat /etc/sysctl.d/99-sysctl.conf',
		]);
	});

	it('does not guess when a file may not be read', () => {
		const names = ['/etc/sysctl.d/99-secret.conf'];
		expect(() =>
			probed(sysctlFiles, {'cat /etc/sysctl.d/99-secret.conf': unanswered('denied')}, {names}),
		).toThrow('denied');
	});
});

describe('networkmanager.state', () => {
	const running = units({'NetworkManager.service': {ActiveState: 'active'}});

	it('asks nothing when NetworkManager does not run, because nmcli would have it started', () => {
		const stopped = units({'NetworkManager.service': {ActiveState: 'inactive', UnitFileState: 'enabled'}});
		expect(requestsOf(networkmanagerFileNames, {units: stopped})).toEqual([]);
		const paths = probed(networkmanagerFileNames, {}, {units: stopped});
		const wants = {paths: known(paths)};
		expect(requestsOf(networkmanagerState, {units: stopped}, wants)).toEqual([]);
		expect(probed(networkmanagerState, {}, {units: stopped}, wants)).toBeUndefined();
	});

	it('reads what it does and what it is told, the file that wins last', () => {
		const paths = probed(
			networkmanagerFileNames,
			{
				'ls -l /etc/NetworkManager/conf.d': listing('rke2-canal.conf', 'old.conf.bak'),
				'ls -l /usr/lib/NetworkManager/conf.d': listing('10-default.conf'),
			},
			{units: running},
		);
		const state = probed(
			networkmanagerState,
			{
				'nmcli -t -f DEVICE,STATE,TYPE device': 'flannel.1:connected (externally):vxlan\n',
				'cat /etc/NetworkManager/conf.d/rke2-canal.conf':
					'[keyfile]\nunmanaged-devices=interface-name:flannel*\n',
				'cat /usr/lib/NetworkManager/conf.d/10-default.conf': '[keyfile]\nunmanaged-devices=*\n',
			},
			{units: running},
			{paths: known(paths)},
		);
		expect(state?.devices).toEqual([
			{name: 'flannel.1', state: 'connected', isExternal: true, type: 'vxlan'},
		]);
		expect(state?.configuration.unmanaged.specs).toEqual(['interface-name:flannel*']);
	});

	it('still knows the files when nmcli cannot be asked', () => {
		const paths = known(['/etc/NetworkManager/NetworkManager.conf']);
		const state = probed(networkmanagerState, {}, {units: running}, {paths});
		expect(state).toEqual({configuration: {unmanaged: {specs: []}, devices: []}});
	});

	const unrecorded = {...failed, reason: 'not-recorded', detail: 'not in this bundle'} as const;
	const says = {'nmcli -t -f DEVICE,STATE,TYPE device': 'cali0123456789a:connected:ethernet\n'};

	it('takes what nmcli says where a bundle holds no configuration', () => {
		const state = probed(networkmanagerState, says, {units: running}, {paths: unrecorded});
		expect(state?.devices?.map(({name}) => name)).toEqual(['cali0123456789a']);
		const main = '/etc/NetworkManager/NetworkManager.conf';
		const lacking = {...says, [`cat ${main}`]: unanswered('not-recorded')};
		expect(
			probed(networkmanagerState, lacking, {units: running}, {paths: known([main])})?.devices,
		).toHaveLength(1);
	});

	it.each([
		['neither', {}, unrecorded],
		['what may not be read', says, {...failed, reason: 'denied', detail: 'EACCES'} as const],
	])('knows nothing from %s', (_, replies, paths) => {
		expect(() => probed(networkmanagerState, replies, {units: running}, {paths})).toThrow();
	});
});

describe('ufw.configuration', () => {
	it('asks nothing when its unit is not active', () => {
		expect(requestsOf(ufwConfiguration, {units: units({'ufw.service': {ActiveState: 'inactive'}})})).toEqual(
			[],
		);
	});

	it('is nothing without its configuration', () => {
		expect(
			probed(ufwConfiguration, {}, {units: units({'ufw.service': {ActiveState: 'active'}})}),
		).toBeUndefined();
	});
});

describe('kernel.modules', () => {
	const kernel = {release: '6.1.0', architecture: 'x86_64'};
	const base = {'cat /proc/filesystems': 'nodev\toverlay\n'};
	const allLoaded = [
		'br_netfilter',
		'nf_conntrack',
		'vxlan',
		'xt_addrtype',
		'xt_comment',
		'xt_conntrack',
		'xt_statistic',
	]
		.map(name => `${name} 1 0 - Live 0x0`)
		.join('\n');
	const builtIn = {'cat /usr/lib/modules/6.1.0/modules.builtin': 'kernel/fs/overlayfs/overlay.ko\n'};

	it('does not read the long list when everything is there', () => {
		const modules = probed(kernelModules, {...base, ...builtIn, 'cat /proc/modules': allLoaded}, {kernel});
		expect(modules.builtIn?.has('overlay')).toBe(true);
		expect(requestsOf(kernelModulesOnDisk, {kernel, modules}, {netConf: failed})).toEqual([]);
		expect(probed(kernelModulesOnDisk, {}, {kernel, modules}, {netConf: failed})).toEqual({releases: []});
	});

	it('reads it when something is not', () => {
		const modules = probed(
			kernelModules,
			{...base, ...builtIn, 'cat /proc/modules': 'vxlan 1 0 - Live 0x0'},
			{kernel},
		);
		const disk = probed(
			kernelModulesOnDisk,
			{
				'ls -l /lib/modules': listing('6.1.0', '6.1.1'),
				'cat /lib/modules/6.1.0/modules.dep': 'kernel/net/netfilter/xt_comment.ko.xz:\n',
			},
			{kernel, modules},
			{netConf: failed},
		);
		expect([disk.loadable?.has('xt_comment'), disk.releases]).toEqual([true, ['6.1.0', '6.1.1']]);
	});

	it('does not read it for a kernel that can load nothing', () => {
		const modules = probed(kernelModules, base, {kernel});
		expect(modules.loaded).toBeUndefined();
		expect(requestsOf(kernelModulesOnDisk, {kernel, modules}, {netConf: failed})).toEqual([]);
	});
});

describe('counters', () => {
	const conntrack = (drop: string, early: string): string =>
		`entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop\n00000010  0 0 0 0 0 0 0 0 0 ${drop} ${early}\n00000010  0 0 0 0 0 0 0 0 0 00000001 00000000\n`;
	const limits = {
		'cat /proc/sys/net/netfilter/nf_conntrack_count': '100\n',
		'cat /proc/sys/net/netfilter/nf_conntrack_max': '262144\n',
	};
	const statistics = 'cat /proc/net/stat/nf_conntrack';

	it('counts what is refused between two readings', () => {
		const replies = {
			...limits,
			[statistics]: conntrack('0000000f', '00000001'),
			[`${statistics} (second sample)`]: conntrack('00000011', '00000002'),
		};
		expect(probed(conntrackUsage, replies)).toEqual({count: 100, max: 262_144, refused: 3, clashes: 0});
		const clashing = {
			...limits,
			[statistics]: 'entries insert_failed drop\n00000031 00000a10 00000a10\n00000031 00000001 00000001\n',
			[`${statistics} (second sample)`]:
				'entries insert_failed drop\n00000031 00000a16 00000a16\n00000031 00000001 00000001\n',
		};
		expect(probed(conntrackUsage, clashing)).toMatchObject({refused: 6, clashes: 6});
	});

	it('does without them, and is nothing where connections are not tracked', () => {
		expect(probed(conntrackUsage, limits)).toEqual({count: 100, max: 262_144});
		expect(probed(conntrackUsage, {})).toBeUndefined();
	});

	it('counts overflows of the neighbour tables', () => {
		const table = (fulls: string): string => `entries table_fulls\n00000002 ${fulls}\n00000002 00000000\n`;
		const replies = {
			'cat /proc/sys/net/ipv4/neigh/default/gc_thresh3': '1024\n',
			'cat /proc/net/stat/arp_cache': table('00000001'),
			'cat /proc/net/stat/arp_cache (second sample)': table('0000000b'),
		};
		expect(probed(neighbourUsage, replies)).toEqual({ipv4: {limit: 1024, overflows: 10}});
	});
});
