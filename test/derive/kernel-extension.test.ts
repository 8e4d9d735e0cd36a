import {describe, expect, it} from 'vitest';
import {foreignExtensionIn, missingExtensionIn} from '../../src/derive/kernel-extension.ts';

describe('missingExtensionIn', () => {
	it.each([
		[
			"iptables-restore v1.8.7 (legacy): Couldn't load match `statistic':No such file or directory",
			'ipt_statistic',
		],
		[
			"iptables-nft-restore v1.8.8 (nf_tables): Couldn't load target `MASQUERADE':No such file",
			'ipt_MASQUERADE',
		],
		[
			'exit status 4: Warning: Extension recent revision 0 not supported, missing kernel module?',
			'ipt_recent',
		],
		[
			'/dev/stdin:9:1-10: Error: Could not process rule: No such file or directory add rule ip kube-proxy services fib saddr type local',
			'nft_fib_ipv4',
		],
		[
			"can't use the IPVS proxier: IPVS proxier will not be used because the following required kernel modules are not loaded: [ip_vs]",
			'ip_vs',
		],
		[
			"can't use the IPVS proxier: IPVS proxier will not be used because the following required kernel modules are not loaded: [ip_vs_wrr ip_vs_sh]",
			'ip_vs_wrr ip_vs_sh',
		],
		[
			'"Error running ProxyServer" err="can\'t use the IPVS proxier: no such file or directory"',
			'ip_vs ip_vs_rr ip_vs_wrr ip_vs_sh',
		],
		[
			'"command failed" err="can\'t use the IPVS proxier: ipvs not supported"',
			'ip_vs ip_vs_rr ip_vs_wrr ip_vs_sh',
		],
		[
			'"command failed" err="can\'t use the IPVS proxier: error getting ipset version, error: exit status 1"',
			'ip_set ip_set_hash_ip ip_set_hash_ipport ip_set_bitmap_port',
		],
		["exit status 2: iptables v1.8.6 (nf_tables): Couldn't find match `conntrack'", 'ipt_conntrack'],
		[
			'stderr="modprobe: FATAL: Module ip6_tables not found in directory /lib/modules/5.14.0\\nip6tables-save v1.8.4 (legacy): Cannot initialize: Table does not exist (do you need to insmod?)"',
			'ip6_tables',
		],
		[
			"iptables v1.8.4 (legacy): can't initialize iptables table `nat': Table does not exist (do you need to insmod?)",
			'iptable_nat',
		],
		["modprobe: ERROR: could not insert 'ip_tables': Exec format error", 'ip_tables'],
		[
			'exit status 2: Warning: Extension MARK revision 0 not supported, missing kernel module?\nip6tables-restore v1.8.9 (nf_tables): unknown option "--xor-mark"',
			'ip6t_MARK',
		],
		[
			String.raw`errorOutput="ip6tables-restore v1.8.4 (legacy): unknown option \"--set-mark\"\nError occurred at line: 7"`,
			'ip6t_MARK',
		],
		['stderr="ipset v7.11: Error in line 1: Kernel error received: Invalid argument\\n"', 'ip_set_hash_net'],
		['stderr="ipset v7.11: Kernel error received: set type not supported"', 'ip_set_hash_net'],
	])('finds what the kernel lacks in %s', (message, module) => {
		expect(missingExtensionIn(message)?.module).toBe(module);
	});

	it.each([
		"Couldn't load target `KUBE-MARK-DROP':No such file or directory",
		`can't use the IPVS proxier: error getting ipset version, error: exec: "ipset": executable file not found in $PATH`,
		'Another app is currently holding the xtables lock',
		'stderr="ipset v7.11: Error in line 42: Kernel error received: Invalid argument"',
		'iptables v1.8.8 (nf_tables): unknown option "--my-option"',
		"iptables v1.8.7 (legacy): can't initialize iptables table `nat': Permission denied (you must be root)",
		"iptables v1.8.4 (legacy): can't initialize iptables table `nat': Memory allocation problem",
		'line 566: RULE_APPEND failed (Invalid argument): rule in chain KUBE-SERVICES',
		'Error: Could not process rule: No such file or directory add rule ip kube-proxy services comment "fib saddr"',
	])('finds nothing in %s', message => {
		expect(missingExtensionIn(message)).toBeUndefined();
	});
});

describe('foreignExtensionIn', () => {
	it.each([
		['stderr="iptables-save v1.8.8 (nf_tables): Can\'t find library for match `shaman\'\\n"', 'shaman'],
		['-D OLD_CILIUM_PRE_mangle -m socket [unsupported revision] -m comment', 'socket'],
		[
			"iptables-save v1.8.8 (nf_tables): table `filter' is incompatible, use 'nft' tool.",
			'the language of nft',
		],
		["Couldn't load match `set':No such file or directory", undefined],
	])('reads %s', (message, name) => {
		expect(foreignExtensionIn(message)).toBe(name);
	});
});
