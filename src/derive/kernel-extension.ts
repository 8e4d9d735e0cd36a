export interface KernelExtension {
	/** As iptables or nft calls it: `recent`, `fib`. */
	readonly name: string;
	/** What modprobe -a finds it by: `ipt_recent`, an alias of every match and target, or `nft_fib_ipv4`; may be several. */
	readonly module: string;
	/** A part that is needed only because of a mode or back-end that need not be: then there is another way. */
	readonly isOf?: 'legacy' | 'ipvs';
}

/** Expressions of nftables that are a module of their own; the words that a rule uses them with. */
const nftExpressions: readonly (readonly [RegExp, KernelExtension])[] = [
	[/\bfib (?:s|d)addr\b/, {name: 'fib', module: 'nft_fib_ipv4'}],
	[/\bnumgen\b/, {name: 'numgen', module: 'nft_numgen'}],
	[/\bmasquerade\b/, {name: 'masquerade', module: 'nft_masq'}],
	[/\bdnat to\b/, {name: 'dnat', module: 'nft_nat'}],
	[/\breject\b/, {name: 'reject', module: 'nft_reject_inet'}],
	[/\bct (?:state|mark)\b/, {name: 'ct', module: 'nft_ct'}],
];

const ipvsModules = 'ip_vs ip_vs_rr ip_vs_wrr ip_vs_sh';

/** Without its target iptables knows no options of it. */
export const unknownMark = /tables\S* .*unknown option \\*"--(?:set-x?|xor-|or-|and-)mark/;
/** Of the line that makes a set; a later line is a member that the kernel does not take. */
export const ipsetLacks =
	/ipset v[\d.]+: (?:Error in line 1: )?Kernel error received: (?:set type not supported|Invalid argument)/;

/**
 * The match, target or expression that this kernel lacks, by what iptables or nft says of a rule that it refuses.
 * iptables/xtables.c and nft/nft.c of https://git.netfilter.org/iptables; modules name themselves by MODULE_ALIAS.
 */
export const missingExtensionIn = (message: string): KernelExtension | undefined => {
	const name =
		/Couldn't (?:load|find) (?:match|target) [`'"]?([\w-]+)/.exec(message)?.[1] ??
		/Extension ([\w-]+) revision \d+ not supported/.exec(message)?.[1] ??
		// Older releases say nothing else.
		(unknownMark.test(message) ? 'MARK' : undefined);
	if (name !== undefined) {
		// A chain of kube-proxy or Calico that does not exist yet is called a target, too.
		if (/^(?:KUBE-|cali)/.test(name)) {
			return undefined;
		}
		return /\bip6tables/.test(message)
			? {name: `${name} for IPv6`, module: `ip6t_${name}`}
			: {name, module: `ipt_${name}`};
	}
	if (ipsetLacks.test(message)) {
		return {name: 'the kinds of IP sets', module: 'ip_set_hash_net'};
	}
	const refusedModule =
		/Module ([\w-]+) not found in directory/.exec(message)?.[1] ??
		/could not insert \\?'([\w-]+)\\?'/.exec(message)?.[1];
	if (refusedModule !== undefined) {
		return {name: refusedModule, module: refusedModule};
	}
	// Only the legacy back-end has a module for each table; nf_tables makes tables itself. Without rights or memory it
	// says that it cannot initialize one, too.
	const [, legacy, table] =
		/can't initialize (ip6?)tables table [`'"]?(\w+)['"]?: (?:Table does not exist|[\w ?]*\(do you need to insmod)/.exec(
			message,
		) ?? [];
	if (legacy !== undefined && table !== undefined) {
		return {name: `${legacy}table_${table}`, module: `${legacy}table_${table}`, isOf: 'legacy'};
	}
	const family = /(ip6?)tables\S*[^"]*(?:do you need to insmod|Table does not exist)/i.exec(message)?.[1];
	if (family !== undefined) {
		return {name: `${family}_tables`, module: `${family}_tables`};
	}
	// Older releases list what they look for. With a scheduler kube-proxy tries one virtual server.
	if (/IPVS proxier.*(?:kernel modules?|not supported|not loaded)/i.test(message)) {
		const [, listed] = /modules? are not loaded: \[([\w ]+)\]/.exec(message) ?? [];
		return {name: 'IPVS', module: listed ?? ipvsModules, isOf: 'ipvs'};
	}
	if (/IPVS proxier: no such file or directory/i.test(message)) {
		const name = 'IPVS, or the scheduler that it is told (ipvs-scheduler)';
		return {name, module: ipvsModules, isOf: 'ipvs'};
	}
	// The program is of the image; what it cannot ask for its version is the kernel.
	if (/error getting ipset version.*exit status/i.test(message)) {
		return {
			name: 'IP sets',
			module: 'ip_set ip_set_hash_ip ip_set_hash_ipport ip_set_bitmap_port',
			isOf: 'ipvs',
		};
	}
	const rule = /Could not process rule: No such file or directory\s*(add rule .*)/.exec(message)?.[1];
	return nftExpressions.find(
		([word]) => rule !== undefined && word.test(rule.replaceAll(/"[^"]*"/g, '')),
	)?.[1];
};

/**
 * The match, target or language of a rule that somebody else has written, which the iptables of a container cannot
 * read: it then reads nothing of that table.
 */
export const foreignExtensionIn = (message: string): string | undefined =>
	/Can't find library for (?:match|target) [`'"]?([\w-]+)/.exec(message)?.[1] ??
	/-m ([\w-]+) \[unsupported revision\]/.exec(message)?.[1] ??
	(/is incompatible, use 'nft' tool/.test(message) ? 'the language of nft' : undefined);
