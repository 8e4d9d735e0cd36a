import {describe, expect, it} from 'vitest';
import {missingExtensionIn} from '../../src/derive/kernel-extension.ts';

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
	])('finds what the kernel lacks in %s', (message, module) => {
		expect(missingExtensionIn(message)?.module).toBe(module);
	});

	it.each([
		"Couldn't load target `KUBE-MARK-DROP':No such file or directory",
		'Another app is currently holding the xtables lock',
		'line 566: RULE_APPEND failed (Invalid argument): rule in chain KUBE-SERVICES',
		'Error: Could not process rule: No such file or directory add rule ip kube-proxy services comment "fib saddr"',
	])('finds nothing in %s', message => {
		expect(missingExtensionIn(message)).toBeUndefined();
	});
});
