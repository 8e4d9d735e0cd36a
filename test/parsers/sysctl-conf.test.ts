import {describe, expect, it} from 'vitest';
import {parseSysctlConf, sysctlPath} from '../../src/parsers/sysctl-conf.ts';
import {survivesDamage} from './damage.ts';

const text = `# comment
; another
net.ipv4.ip_forward = 1
 net/ipv4/conf/eth0.100/rp_filter=2
-net.core.missing = 1
-net.ipv4.conf.lo.rp_filter
net.ipv4.conf.*.rp_filter = 2
kernel.hostname = a = b
not an assignment
vm.empty =
`;

describe('parseSysctlConf', () => {
	it('reads what sysctl.d(5) allows', () => {
		expect(
			parseSysctlConf(text, '/etc/sysctl.d/x.conf').map(({key, value, line}) => [line, key, value]),
		).toEqual([
			[3, 'net/ipv4/ip_forward', '1'],
			[4, 'net/ipv4/conf/eth0.100/rp_filter', '2'],
			[5, 'net/core/missing', '1'],
			[6, 'net/ipv4/conf/lo/rp_filter', undefined],
			[7, 'net/ipv4/conf/*/rp_filter', '2'],
			[8, 'kernel/hostname', 'a = b'],
			[10, 'vm/empty', ''],
		]);
	});

	it.each([
		['net.ipv4.conf.eth0/100.forwarding', 'net/ipv4/conf/eth0.100/forwarding'],
		['net/ipv4/conf/eth0.100/forwarding', 'net/ipv4/conf/eth0.100/forwarding'],
		['swappiness', 'swappiness'],
	])('%s is %s', (key, path) => {
		expect(sysctlPath(key)).toBe(path);
	});

	it('survives damage', () => {
		survivesDamage(damaged => parseSysctlConf(damaged, 'x'), text);
	});
});
