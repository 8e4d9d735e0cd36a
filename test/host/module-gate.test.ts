import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {createKernelState, gates, judgeRead, type KernelState} from '../../src/host/module-gate.ts';
import {commandLines} from '../../src/host/read-grammar.ts';
import {itIf} from '../only-if.ts';

interface Kernel {
	readonly modules?: readonly string[];
	readonly tables?: readonly string[];
	readonly devices?: readonly string[];
}
const kernel = ({modules = [], tables = [], devices = []}: Kernel): KernelState => ({
	hasModule: name => modules.includes(name),
	tablesIn: async () => tables,
	hasDevice: async name => devices.includes(name),
});
const nft = '/usr/sbin/xtables-nft-multi';
const legacy = '/usr/sbin/xtables-legacy-multi';

describe('judgeRead', () => {
	it.each<readonly [string, string, Kernel, string]>([
		['iptables-save -c', nft, {tables: ['filter']}, 'nf_tables'],
		['ip6tables-save', nft, {}, 'nf_tables'],
		['iptables --version', nft, {}, 'nf_tables'],
		['iptables-save -c', legacy, {modules: ['nf_tables']}, '/proc/net/ip_tables_names'],
		['iptables-legacy-save', legacy, {}, '/proc/net/ip_tables_names'],
		['ip6tables-legacy-save', legacy, {}, '/proc/net/ip6_tables_names'],
		['nft -j list ruleset', '/usr/sbin/nft', {}, 'nf_tables'],
		['ipset list -t', '/usr/sbin/ipset', {}, 'ip_set'],
		['conntrack -S', '/usr/sbin/conntrack', {modules: ['nf_conntrack']}, 'nf_conntrack_netlink'],
		['ss -H -lunp', '/usr/bin/ss', {modules: ['inet_diag', 'tcp_diag']}, 'udp_diag'],
		['ss -H -lntp', '/usr/bin/ss', {modules: ['inet_diag', 'udp_diag']}, 'tcp_diag'],
		['ss -H -lntup', '/usr/bin/ss', {modules: ['inet_diag', 'udp_diag']}, 'tcp_diag'],
		['wg show all', '/usr/bin/wg', {}, 'wireguard'],
		['ping -6 -n 2001:db8::1', '/usr/bin/ping', {}, 'ipv6'],
	])('%s with %s would change the node', async (line, realPath, state, named) => {
		expect(await judgeRead(line.split(' '), realPath, kernel(state))).toEqual({
			changes: expect.stringContaining(named),
		});
	});

	it.each<readonly [string, string, Kernel]>([
		['iptables-save -c', nft, {modules: ['nf_tables']}],
		['iptables-save -c', legacy, {tables: ['nat', 'filter']}],
		['iptables --version', legacy, {}],
		['nft -j list ruleset', '/usr/sbin/nft', {modules: ['nf_tables']}],
		['ss -H -lntup', '/usr/bin/ss', {modules: ['inet_diag', 'udp_diag', 'tcp_diag']}],
		['ip -j -d link show', '/usr/sbin/ip', {}],
		['bridge -j fdb show dev flannel.1', '/usr/sbin/bridge', {devices: ['flannel.1']}],
		['ethtool -k eth0', '/usr/sbin/ethtool', {devices: ['eth0']}],
		['ping -4 -n 10.0.0.2', '/usr/bin/ping', {}],
		['systemctl show -p Id a.service', '/usr/bin/systemctl', {}],
	])('%s with %s is harmless', async (line, realPath, state) => {
		expect(await judgeRead(line.split(' '), realPath, kernel(state))).toBeUndefined();
	});

	it.each([
		'ethtool -k tunl0',
		'ethtool tunl0',
		'bridge -j fdb show dev tunl0',
		'ip -j neigh show dev tunl0',
	])('%s does not name a device that is not there, of which the kernel would load the module', async line => {
		const verdict = await judgeRead(
			line.split(' '),
			`/usr/sbin/${line.split(' ')[0]}`,
			kernel({devices: ['eth0']}),
		);
		expect(verdict).toEqual({missing: 'there is no device tunl0'});
	});

	it('knows every tool of the grammar that reads netfilter or names a device', () => {
		const gated = new Set(gates.map(({tool}) => tool));
		const concerned = commandLines
			.filter(
				({form, why}) => why?.includes('loads no kernel module') === true || / IFACE| \[dev IFACE/.test(form),
			)
			.map(({tool}) => tool);
		expect([...new Set(concerned)].filter(tool => !gated.has(tool))).toEqual([]);
	});
});

describe('createKernelState', () => {
	let root: string;
	const put = async (files: Readonly<Record<string, string>>): Promise<KernelState> => {
		for (const [path, text] of Object.entries(files)) {
			await mkdir(dirname(join(root, path)), {recursive: true});
			await writeFile(join(root, path), text);
		}
		return createKernelState(root);
	};
	beforeEach(async () => {
		root = await mkdtemp(join(tmpdir(), 'netdoctor-'));
	});
	afterEach(() => rm(root, {recursive: true}));

	const modular = {
		'proc/modules':
			'nf_tables 409600 12 nft_compat,nft_chain_nat, Live 0x0000000000000000\nvxlan 1 0 - Live 0x0\n',
		'proc/sys/kernel/modules_disabled': '0\n',
		'proc/sys/kernel/osrelease': '6.1.0-18-amd64\n',
		'lib/modules/6.1.0-18-amd64/modules.builtin':
			'kernel/net/ipv4/inet_diag.ko\nkernel/net/netfilter/x-y.ko\n',
		'sys/module/nf_conntrack/refcnt': '1\n',
	};

	it('sees what is loaded, what is built in, and nothing else', async () => {
		const state = await put(modular);
		const has = async (name: string) => [name, await state.hasModule(name)];
		expect(
			Object.fromEntries(await Promise.all(['nf_tables', 'inet_diag', 'x_y', 'nf_conntrack'].map(has))),
		).toEqual({
			nf_tables: true,
			inet_diag: true,
			x_y: true,
			nf_conntrack: true,
		});
		expect(
			Object.fromEntries(await Promise.all(['nft_compat', 'tables', 'diag', 'udp_diag'].map(has))),
		).toEqual({
			nft_compat: false,
			tables: false,
			diag: false,
			udp_diag: false,
		});
	});

	it('allows everything where nothing can be loaded any more', async () => {
		expect(
			await (await put({...modular, 'proc/sys/kernel/modules_disabled': '1\n'})).hasModule('udp_diag'),
		).toBe(true);
	});

	it('allows everything on a kernel without modules', async () => {
		expect(await (await put({'proc/sys/kernel/osrelease': '6.1\n'})).hasModule('udp_diag')).toBe(true);
	});

	it('allows nothing where /proc is not there', async () => {
		expect(await createKernelState(root).hasModule('udp_diag')).toBe(false);
	});

	it('finds devices and tables', async () => {
		const state = await put({
			'proc/net/dev': 'Inter-|\n face |\n    lo: 1 2\nflannel.1:  3 4\n',
			'proc/net/ip_tables_names': 'nat\nfilter\n',
		});
		expect(await state.hasDevice('flannel.1')).toBe(true);
		expect(await state.hasDevice('flannel')).toBe(false);
		expect(await state.hasDevice('flannel_1')).toBe(false);
		expect(await state.tablesIn('/proc/net/ip_tables_names')).toEqual(['nat', 'filter']);
		expect(await state.tablesIn('/proc/net/ip6_tables_names')).toEqual([]);
	});
});

const tools = ['iptables-save', 'ip6tables-save', 'nft', 'ipset', 'conntrack'];
const canUnshare = process.geteuid?.() === 0 && tools.every(tool => existsSync(join('/usr/sbin', tool)));

describe('the real tools in a new network namespace', () => {
	itIf(canUnshare, `needs root and ${tools.join(', ')}`)('create no table and no set', () => {
		const lines = commandLines
			.filter(({tool}) => tools.includes(tool) && existsSync(join('/usr/sbin', tool)))
			.filter(({example}) => !example.includes('flannel-ipv4'))
			.map(({example}) => `${example} >/dev/null;`);
		const script = `${lines.join(' ')} nft list tables; ipset list -n; cat /proc/net/ip_tables_names`;
		expect(lines.length).toBeGreaterThan(4);
		expect(execFileSync('unshare', ['-n', 'sh', '-c', script], {encoding: 'utf8'})).toBe('');
	});
});
