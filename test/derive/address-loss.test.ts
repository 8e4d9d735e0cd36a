import {expect, it} from 'vitest';
import {addressLosses, saidOfLoss} from '../../src/derive/address-loss.ts';

const said = (program: string, message: string) =>
	`2026-11-22T17:35:01+0000 node-2 ${program}[512]: ${message}`;
const networkd = (message: string) => said('systemd-networkd', message);
const manager = (message: string) => said('NetworkManager', `<info>  [1675449299.9318] ${message}`);

it.each([
	['systemd-networkd', networkd('eth0: DHCP lease lost')],
	['NetworkManager', manager('dhcp4 (eth0): state changed bound -> expire')],
	['NetworkManager', manager('dhcp4 (eth0): state changed no lease')],
	[
		'NetworkManager',
		manager(
			"device (eth0): state change: activated -> unmanaged (reason 'user-requested', sys-iface-state: 'managed')",
		),
	],
	['dhcpcd', said('dhcpcd', 'eth0: deleting default route via 10.0.0.254')],
])('an address that %s took away', (program, line) => {
	expect(addressLosses([line])).toMatchObject([{device: 'eth0', program}]);
});

it('leaves the level of NetworkManager out', () => {
	expect(addressLosses([manager('dhcp4 (eth0): state changed no lease')])[0]?.message).toBe(
		'dhcp4 (eth0): state changed no lease',
	);
});

it('does not tell what came back, or of nothing lost', () => {
	expect(
		addressLosses([
			networkd('eth0: DHCP lease lost'),
			networkd('eth1: DHCP lease lost'),
			networkd('eth0: DHCPv4 address 10.0.0.2/24, gateway 10.0.0.254 acquired from 10.0.0.254'),
			manager('dhcp4 (eth2): state changed extended -> extended, address=10.0.0.9'),
			networkd('eth0: Gained carrier'),
			'-- Boot 5f --',
			'',
		]).map(({device}) => device),
	).toEqual(['eth1']);
});

it('does not tell a default route that dhcpcd has entered again', () => {
	expect(
		addressLosses([
			said('dhcpcd', 'eth0: deleting default route via 10.0.0.254'),
			said('dhcpcd', 'eth0: adding default route via 10.0.0.254'),
		]),
	).toEqual([]);
});

it('is said with its program and time', () => {
	const [loss] = addressLosses([networkd('eth0: DHCP lease lost')]);
	expect(saidOfLoss(loss)).toBe(
		'; systemd-networkd said at 2026-11-22T17:35:01+0000: "eth0: DHCP lease lost"',
	);
	expect(saidOfLoss(undefined)).toBe('');
});
