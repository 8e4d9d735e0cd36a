import {describe, expect, it} from 'vitest';
import {parseModulePaths, parseProcFilesystems, parseProcModules} from '../../src/parsers/kernel-modules.ts';

describe('kernel modules', () => {
	it('reads /proc/modules', () => {
		const text =
			'br_netfilter 36864 0 - Live 0x0000000000000000\nbridge 307200 1 br_netfilter, Live 0x0000000000000000\n';
		expect([...parseProcModules(text)]).toEqual(['br_netfilter', 'bridge']);
	});

	it('reads paths, compressed or not, with their dependencies or alone', () => {
		const dependencies =
			'kernel/drivers/net/vxlan/vxlan.ko.xz: kernel/net/ipv4/udp_tunnel.ko.xz kernel/net/ipv6/ip6_udp_tunnel.ko.xz\nextra/net/netfilter/xt_comment.ko.zst:\nupdates/dkms/wire-guard.ko:\n';
		expect([...parseModulePaths(dependencies)]).toEqual(['vxlan', 'xt_comment', 'wire_guard']);
		expect([...parseModulePaths('kernel/fs/overlayfs/overlay.ko\nkernel/net/802/stp.ko')]).toEqual([
			'overlay',
			'stp',
		]);
		expect(parseModulePaths('').size).toBe(0);
	});

	it('reads /proc/filesystems', () => {
		expect([...parseProcFilesystems('nodev\tsysfs\n\text4\nnodev\toverlay\n')]).toEqual([
			'sysfs',
			'ext4',
			'overlay',
		]);
	});
});
