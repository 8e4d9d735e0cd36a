import {access, readFile} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {errnoOf} from './replies.ts';

/** What running a tool would load into the kernel, or create in it. */
export interface Gate {
	readonly tool: string;
	/** Of iptables, which has two: by the name of the program after symbolic links. */
	readonly variant?: 'nft' | 'legacy';
	/** Only with an argument like this. */
	readonly argument?: RegExp;
	/** Loaded on first use, each with what it needs itself. */
	readonly modules?: readonly string[];
	/** Lists the legacy tables in use; a table that is not listed would be created. */
	readonly tables?: string;
	/** Of a device that does not exist the kernel loads the module `netdev-NAME`, which makes tunl0 or sit0 appear. */
	readonly deviceAfter?: readonly string[];
	/** Where the rule was taken from. */
	readonly source: string;
}

const sos = 'https://github.com/sosreport/sos/blob/main/sos/report/plugins/firewall_tables.py';
const nfnetlink = 'https://github.com/torvalds/linux/blob/master/net/netfilter/nfnetlink.c (request_module)';
const sockDiag = 'https://github.com/torvalds/linux/blob/master/net/core/sock_diag.c (sock_load_diag_module)';
const devLoad = 'https://github.com/torvalds/linux/blob/master/net/core/dev_ioctl.c (dev_load)';
const genetlink = 'https://github.com/torvalds/linux/blob/master/net/netlink/genetlink.c (ctrl_getfamily)';

const iptables = (family: 'ip' | 'ip6'): readonly Gate[] => [
	...['tables', 'tables-save', 'tables-nft-save', 'tables-legacy-save'].flatMap((suffix): readonly Gate[] => [
		// Even `--version` opens the netlink socket first.
		{tool: `${family}${suffix}`, variant: 'nft', modules: ['nf_tables'], source: sos},
	]),
	...['tables-save', 'tables-legacy-save'].map(
		(suffix): Gate => ({
			tool: `${family}${suffix}`,
			variant: 'legacy',
			tables: `/proc/net/${family}_tables_names`,
			source: sos,
		}),
	),
];

/** The only place that says which read would change the node. */
export const gates: readonly Gate[] = [
	...iptables('ip'),
	...iptables('ip6'),
	{tool: 'nft', modules: ['nf_tables'], source: nfnetlink},
	{tool: 'ipset', modules: ['ip_set'], source: nfnetlink},
	{tool: 'conntrack', modules: ['nf_conntrack_netlink'], source: nfnetlink},
	{tool: 'ss', argument: /^-[a-z]*u/, modules: ['inet_diag', 'udp_diag'], source: sockDiag},
	{tool: 'ss', argument: /^-[a-z]*t/, modules: ['inet_diag', 'tcp_diag'], source: sockDiag},
	{tool: 'wg', modules: ['wireguard'], source: genetlink},
	{tool: 'ip', deviceAfter: ['dev', 'oif'], source: devLoad},
	{tool: 'bridge', deviceAfter: ['dev'], source: devLoad},
	{tool: 'ethtool', deviceAfter: ['ethtool', '-k', '-i', '-S', '-g', '-c', '-a'], source: devLoad},
	{tool: 'ping', argument: /^-6$/, modules: ['ipv6'], source: 'socket(AF_INET6) requests net-pf-10'},
];

/** What the kernel has now. */
export interface KernelState {
	/** Loaded or built in; also true when this kernel can load nothing. */
	readonly hasModule: (name: string) => boolean | Promise<boolean>;
	/** First words of the lines of a file such as ip_tables_names; none when it does not exist. */
	readonly tablesIn: (path: string) => Promise<readonly string[]>;
	readonly hasDevice: (name: string) => Promise<boolean>;
}

/** Names what would be loaded or created, or a device that is not there; undefined when reading changes nothing. */
export type Verdict = {readonly changes: string} | {readonly missing: string} | undefined;

export const judgeRead = async (
	argv: readonly string[],
	realPath: string,
	kernel: KernelState,
): Promise<Verdict> => {
	const [tool = ''] = argv;
	const variant = basename(realPath).includes('nft') ? 'nft' : 'legacy';
	const concerned = gates.filter(
		gate =>
			gate.tool === tool &&
			(gate.variant === undefined || gate.variant === variant) &&
			(gate.argument === undefined || argv.some(argument => gate.argument?.test(argument))),
	);
	for (const gate of concerned) {
		const verdict = await judgeGate(gate, argv, kernel);
		if (verdict !== undefined) {
			return verdict;
		}
	}
	return undefined;
};

const judgeGate = async (gate: Gate, argv: readonly string[], kernel: KernelState): Promise<Verdict> => {
	for (const module of gate.modules ?? []) {
		if (!(await kernel.hasModule(module))) {
			return {changes: `${gate.tool} would load the kernel module ${module}`};
		}
	}
	if (gate.tables !== undefined && (await kernel.tablesIn(gate.tables)).length === 0) {
		return {changes: `${gate.tool} could create legacy tables: ${gate.tables} lists none`};
	}
	for (const [index, argument] of argv.entries()) {
		const device = argv[index + 1];
		const isDevice = gate.deviceAfter?.includes(argument) === true && device?.startsWith('-') === false;
		if (isDevice && !(await kernel.hasDevice(device))) {
			return {missing: `there is no device ${device}`};
		}
	}
	return undefined;
};

/** Looks at files only. `/proc/net` is that of this process's network namespace, in which the tools run. */
export const createKernelState = (root = '/', modulesRoot = root): KernelState => ({
	hasModule: async name =>
		(await exists(join(root, 'sys/module', name))) ||
		new RegExp(`^${name} `, 'm').test(await textOf(join(root, 'proc/modules'))) ||
		(await isLoadingImpossible(root)) ||
		hasBuiltIn(await builtInModules(root, modulesRoot), name),
	tablesIn: async path => (await textOf(join(root, path))).split('\n').filter(line => line !== ''),
	hasDevice: async name =>
		(await textOf(join(root, 'proc/net/dev')))
			.split('\n')
			.some(line => line.trimStart().startsWith(`${name}:`)),
});

/** A kernel without CONFIG_MODULES has no /proc/modules; one that is locked says so. */
const isLoadingImpossible = async (root: string): Promise<boolean> => {
	const isMonolithic =
		!(await exists(join(root, 'proc/modules'))) && (await exists(join(root, 'proc/sys/kernel')));
	return isMonolithic || (await textOf(join(root, 'proc/sys/kernel/modules_disabled'))).trim() === '1';
};

/** Lines such as `kernel/net/netfilter/nf_tables.ko`; file names may have dashes where module names have underscores. */
const hasBuiltIn = (list: string, name: string): boolean =>
	new RegExp(`/${name.replaceAll('_', '[_-]')}\\.ko$`, 'm').test(list);

const builtInModules = async (root: string, modulesRoot: string): Promise<string> => {
	const release = (await textOf(join(root, 'proc/sys/kernel/osrelease'))).trim();
	const lists = ['lib/modules', 'usr/lib/modules'].map(directory =>
		textOf(join(modulesRoot, directory, release, 'modules.builtin')),
	);
	return (await Promise.all(lists)).join('\n');
};

const textOf = async (path: string): Promise<string> => {
	try {
		return await readFile(path, 'utf8');
	} catch {
		return '';
	}
};

/** Something that is there but may not be looked at exists. */
const exists = async (path: string): Promise<boolean> => {
	try {
		await access(path);
		return true;
	} catch (error) {
		return errnoOf(error) !== 'ENOENT';
	}
};
