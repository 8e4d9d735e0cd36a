import {describe, expect, it} from 'vitest';
import {inSysctlOrder, sysctlWinner} from '../../src/derive/sysctl-precedence.ts';
import {parseSysctlConf} from '../../src/parsers/sysctl-conf.ts';

describe('inSysctlOrder', () => {
	it('sorts by name whatever the directory, and hides files of the same name', () => {
		expect(
			inSysctlOrder([
				'/usr/lib/sysctl.d/50-default.conf',
				'/usr/lib/sysctl.d/10-map.conf',
				'/etc/sysctl.d/50-default.conf',
				'/run/sysctl.d/99-cloud.conf',
				'/etc/sysctl.d/90-rke2.conf',
				'/etc/sysctl.d/README',
				'/lib/sysctl.d/10-map.conf',
			]),
		).toEqual([
			'/usr/lib/sysctl.d/10-map.conf',
			'/etc/sysctl.d/50-default.conf',
			'/etc/sysctl.d/90-rke2.conf',
			'/run/sysctl.d/99-cloud.conf',
		]);
	});
});

describe('sysctlWinner', () => {
	const key = 'net/ipv4/conf/eth0/rp_filter';
	const winner = (...files: readonly string[]): string | undefined =>
		sysctlWinner(
			files.flatMap((text, index) => parseSysctlConf(text, `${index}.conf`)),
			key,
		)?.path;

	it.each([
		['nobody', [], undefined],
		[
			'the last that names it',
			['net.ipv4.conf.eth0.rp_filter=0', 'net.ipv4.conf.eth0.rp_filter=1'],
			'1.conf',
		],
		[
			'a name before a later wildcard',
			['net.ipv4.conf.eth0.rp_filter=0', 'net.ipv4.conf.*.rp_filter=1'],
			'0.conf',
		],
		[
			'the last wildcard that covers it',
			['net.ipv4.conf.*.rp_filter=2', 'net.ipv4.conf.eth*.rp_filter=0', 'net.ipv4.conf.wl*.rp_filter=1'],
			'1.conf',
		],
		[
			'nobody when it is taken out of wildcards',
			['-net.ipv4.conf.eth0.rp_filter', 'net.ipv4.conf.*.rp_filter=1'],
			undefined,
		],
		['no wildcard over several levels', ['net.ipv4.*.rp_filter=1'], undefined],
	])('%s', (_, files, path) => {
		expect(winner(...files)).toBe(path);
	});
});
