import {describe, expect, it} from 'vitest';
import {bytesOfTransfer, parseWireguard} from '../../src/parsers/wireguard.ts';
import {survivesDamage} from './damage.ts';

/** wireguard-tools 1.0.20210914: https://git.zx2c4.com/wireguard-tools/tree/src/show.c */
const text = `interface: flannel-wg
  public key: 3aVYtC6mmWk1lMDG5ZDnLRNGiWkb5mlcVYRbPmLHmkI=
  private key: (hidden)
  listening port: 51820

peer: kVjG4Sx1L8mwzo8YhOE5e0tLI1BHb0GLBOuMmBMbJ1M=
  endpoint: 10.0.0.11:51820
  allowed ips: 10.42.0.0/24
  latest handshake: 1 minute, 33 seconds ago
  transfer: 1.50 KiB received, 3.20 KiB sent

peer: y8dY9M1K2y3vN8oBLpW0yYIeyDqcrGx2pVPAF9m1fkA=
  endpoint: [fd00::13]:51820
  allowed ips: 10.42.2.0/24, fd42:2::/64
  transfer: 0 B received, 592 B sent
  persistent keepalive: every 25 seconds

interface: wg0
  public key: QmUJ0iGzS0s0ZL7G0u4U8b4jYQ0ZP2cJ1n7mYbR0X1E=
  private key: (hidden)

peer: 2Hgk1j2Vb3n0QmUJ0iGzS0s0ZL7G0u4U8b4jYQ0ZPxM=
  allowed ips: (none)
  latest handshake: 3 days, 2 hours, 5 seconds ago
  transfer: 92 B received, 180 B sent
`;

describe('wg show all', () => {
	it('tells devices and their peers', () => {
		expect(parseWireguard(text)).toEqual([
			{
				name: 'flannel-wg',
				publicKey: '3aVYtC6mmWk1lMDG5ZDnLRNGiWkb5mlcVYRbPmLHmkI=',
				listenPort: 51820,
				peers: [
					{
						publicKey: 'kVjG4Sx1L8mwzo8YhOE5e0tLI1BHb0GLBOuMmBMbJ1M=',
						endpoint: {address: '10.0.0.11', port: 51820},
						allowedIps: ['10.42.0.0/24'],
						handshakeAge: 93,
						received: '1.50 KiB',
						sent: '3.20 KiB',
					},
					{
						publicKey: 'y8dY9M1K2y3vN8oBLpW0yYIeyDqcrGx2pVPAF9m1fkA=',
						endpoint: {address: 'fd00::13', port: 51820},
						allowedIps: ['10.42.2.0/24', 'fd42:2::/64'],
						received: '0 B',
						sent: '592 B',
					},
				],
			},
			{
				name: 'wg0',
				publicKey: 'QmUJ0iGzS0s0ZL7G0u4U8b4jYQ0ZP2cJ1n7mYbR0X1E=',
				peers: [
					{
						publicKey: '2Hgk1j2Vb3n0QmUJ0iGzS0s0ZL7G0u4U8b4jYQ0ZPxM=',
						allowedIps: [],
						handshakeAge: 3 * 86_400 + 2 * 3600 + 5,
						received: '92 B',
						sent: '180 B',
					},
				],
			},
		]);
		expect(parseWireguard('')).toEqual([]);
	});

	it('survives damage', () => survivesDamage(parseWireguard, text));

	it.each([
		['0 B', 0],
		['148 B', 148],
		['1.50 KiB', 1536],
		['2 MiB', 2_097_152],
	])('counts %s', (transfer, bytes) => {
		expect(bytesOfTransfer(transfer)).toBe(bytes);
	});
});
