import {isIPv6} from 'node:net';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseProcCounters, parseProcStat} from '../../src/parsers/proc-counters.ts';
import {parseProcSockets} from '../../src/parsers/proc-net.ts';
import {survivesDamage} from './damage.ts';
import {output} from './output.ts';

const header = output('proc-net-udp6.txt').split('\n')[0];
const socketAt = (hex: string): string =>
	parseProcSockets(`${header}\n 1: ${hex}:0035 ${'0'.repeat(32)}:0000 07 0:0 0:0 0 0 0 9 2 0 0`)[0]
		?.address ?? '';

describe('parseProcSockets', () => {
	it('reads UDP with the socket of VXLAN', () => {
		expect(parseProcSockets(output('proc-net-udp.txt'))).toEqual([
			{
				address: '127.0.0.1',
				port: 5353,
				remoteAddress: '0.0.0.0',
				remotePort: 0,
				state: 'CLOSE',
				inode: 14_676,
				drops: 0,
			},
			{
				address: '0.0.0.0',
				port: 8472,
				remoteAddress: '0.0.0.0',
				remotePort: 0,
				state: 'CLOSE',
				inode: 13_948,
				drops: 0,
			},
		]);
		expect(parseProcSockets(output('proc-net-udp6.txt'))).toMatchObject([
			{address: '::1', port: 5454, remoteAddress: '::'},
		]);
	});

	it('reads TCP of both families', () => {
		expect(parseProcSockets(output('proc-net-tcp.txt'))).toMatchObject([
			{address: '127.0.0.1', port: 6443, state: 'LISTEN'},
			{state: 'ESTABLISHED', remoteAddress: '127.0.0.1', remotePort: 6443},
			{address: '127.0.0.1', port: 6443, state: 'ESTABLISHED'},
		]);
		const [listening, connected] = parseProcSockets(output('proc-net-tcp6.txt'));
		expect(listening).toMatchObject({address: '::', port: 10_250, state: 'LISTEN'});
		expect(listening).not.toHaveProperty('drops');
		expect(connected).toMatchObject({address: '::ffff:127.0.0.1', remotePort: 10_250});
	});

	it.each([
		['B80D0120000000000000000001000000', '2001:db8::1'],
		['000080FE00000000FFED28E4FEEEEEEE', 'fe80::e428:edff:eeee:eefe'],
		['B80D0120000001000000000001000000', '2001:db8:1::1'],
		['0000010000000000010000000000FF00', '1::1:ff:0'],
	])('writes %s as %s', (hex, address) => {
		expect(socketAt(hex)).toBe(address);
	});

	it('writes every IPv6 address so that it means the same', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom(0, 0, 0, 1, 0xab, 0xff), {minLength: 16, maxLength: 16}),
				bytes => {
					const hex = [0, 4, 8, 12]
						.flatMap(start => bytes.slice(start, start + 4).reverse())
						.map(byte => byte.toString(16).padStart(2, '0'))
						.join('');
					const address = socketAt(hex);
					expect(isIPv6(address)).toBe(true);
					const groups = new URL(`http://[${address}]`).hostname;
					const expected = bytes
						.map(byte => byte.toString(16).padStart(2, '0'))
						.join('')
						.match(/.{4}/g)
						?.join(':');
					expect(groups).toBe(new URL(`http://[${expected}]`).hostname);
				},
			),
		);
	});

	it('survives damage', () => {
		expect(() => parseProcSockets('')).toThrow('expected the columns sl, local_address …, got ""');
		survivesDamage(parseProcSockets, output('proc-net-udp.txt'));
		survivesDamage(parseProcSockets, output('proc-net-tcp6.txt'));
	});
});

describe('parseProcCounters', () => {
	it('reads snmp and netstat', () => {
		const snmp = parseProcCounters(output('proc-net-snmp.txt'));
		expect(snmp.Ip).toMatchObject({Forwarding: 2, DefaultTTL: 64, OutNoRoutes: 0, InReceives: 6});
		expect(snmp.Tcp).toMatchObject({MaxConn: -1, CurrEstab: 4});
		expect(parseProcCounters(output('proc-net-netstat.txt')).TcpExt).toMatchObject({
			ListenDrops: 0,
			TCPTimeouts: 0,
			IPReversePathFilter: 0,
		});
	});

	it('refuses pairs that do not fit', () => {
		expect(() => parseProcCounters('Ip: A B\nIp: 1\n')).toThrow('expected 2 values of Ip, got 1 of Ip');
		expect(() => parseProcCounters('Ip: A\nUdp: 1\n')).toThrow('expected 1 values of Ip, got 1 of Udp');
		expect(() => parseProcCounters('')).toThrow('expected lines of counters, got nothing');
		survivesDamage(parseProcCounters, output('proc-net-snmp.txt'));
	});
});

describe('parseProcStat', () => {
	it('sums up the rows of all CPUs but for the entries', () => {
		const text =
			'entries  found insert_failed drop\n00000010  00000001 0000000a 00000000\n00000010  00000002 00000001 000000ff\n';
		expect(parseProcStat(text)).toEqual({entries: 16, found: 3, insert_failed: 11, drop: 255});
	});

	it('reads what the kernel prints', () => {
		const text = output('proc-net-stat-nf_conntrack.txt');
		expect(parseProcStat(text)).toMatchObject({
			entries: 0,
			insert_failed: 0,
			early_drop: 0,
			search_restart: 0,
		});
		expect(() => parseProcStat('entries found\n0\n')).toThrow('expected 2 columns, got 1');
		survivesDamage(parseProcStat, text);
	});
});
