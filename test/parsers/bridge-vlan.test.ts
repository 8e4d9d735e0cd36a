import {describe, expect, it} from 'vitest';
import {parseBridgeVlans} from '../../src/parsers/bridge-vlan.ts';
import {survivesDamage} from './damage.ts';

/** As print_vlan_info in bridge/vlan.c of iproute2 6.1 writes it. */
const shown =
	'[{"ifname":"eth0","vlans":[{"vlan":1,"flags":["PVID","Egress Untagged"]},{"vlan":10,"vlanEnd":12}]},{"ifname":"tap0","vlans":[{"vlan":10}]},{"ifname":"br0","vlans":[{"vlan":1,"flags":["PVID","Egress Untagged"]}]}]\n';

describe('parseBridgeVlans', () => {
	it('reads the VLANs of each port and of the bridge', () => {
		expect(parseBridgeVlans(shown)).toEqual([
			{
				link: 'eth0',
				untagged: 1,
				ranges: [
					[1, 1],
					[10, 12],
				],
			},
			{link: 'tap0', ranges: [[10, 10]]},
			{link: 'br0', untagged: 1, ranges: [[1, 1]]},
		]);
	});

	it.each(['', '[]\n'])('reads %j where no bridge has a port', text => {
		expect(parseBridgeVlans(text)).toEqual([]);
	});

	it('refuses the form of old versions', () => {
		expect(() => parseBridgeVlans('{"eth0":[{"vlan":1}]}')).toThrow('expected a list');
	});

	it('survives damage', () => {
		survivesDamage(parseBridgeVlans, shown, {json: true});
	});
});
