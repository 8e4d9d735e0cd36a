import {describe, expect, it} from 'vitest';
import {
	flannelDeviceName,
	flannelDevicesOf,
	isFlannelDevice,
	vniInName,
} from '../../src/derive/flannel-vxlan.ts';
import {environmentOf, told} from '../../src/testing.ts';
import {flannelV6, links} from '../checks/flannel-builders.ts';

describe("flannel's devices", () => {
	it.each([
		['flannel.1', 1],
		['flannel-v6.4096', 4096],
		['flannel-wg', undefined],
		['vxlan.calico', undefined],
		['flannel.1.7', undefined],
	])('the VNI in %s is %s', (name, vni) => {
		expect(vniInName(name)).toBe(vni);
	});

	it('have a name for each family', () => {
		expect(flannelDeviceName('ipv4', 7)).toBe('flannel.7');
		expect(isFlannelDevice(flannelDeviceName('ipv6', 7), 'ipv6')).toBe(true);
		expect(isFlannelDevice('flannel-v6.7', 'ipv4')).toBe(false);
	});

	it.each([
		[{}, [['flannel.1', true, true]]],
		[
			{families: told(['ipv4', 'ipv6'] as const)},
			[
				['flannel.1', true, true],
				['flannel-v6.1', false, true],
			],
		],
		[{families: told(['ipv6'] as const)}, [['flannel-v6.1', true, true]]],
		[{families: {signals: []}, overlayDevice: told('flannel-v6.1')}, [['flannel-v6.1', true, true]]],
		[{overlayDevice: told('flannel.7')}, [['flannel.7', true, false]]],
		[{overlayDevice: told('vxlan.calico')}, [['vxlan.calico', true, false]]],
		[{overlayDevice: {signals: []}}, []],
	])('are those of the environment: %#', (changes, expected) => {
		expect(
			flannelDevicesOf(environmentOf(changes), [...links, flannelV6]).map(({name, isPrimary, link}) => [
				name,
				isPrimary,
				link !== undefined,
			]),
		).toEqual(expected);
	});
});
