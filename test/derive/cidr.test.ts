import {BlockList, isIPv4, SocketAddress} from 'node:net';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
	type Address,
	addressCount,
	type Cidr,
	compareAddresses,
	contains,
	formatAddress,
	formatCidr,
	isSameAddress,
	networkOf,
	normaliseAddress,
	normaliseCidr,
	overlaps,
	parseAddress,
	parseCidr,
} from '../../src/derive/cidr.ts';

const address = (text: string): Address => {
	const parsed = parseAddress(text);
	if (parsed === undefined) {
		throw new Error(`not an address: ${text}`);
	}
	return parsed;
};
const cidr = (text: string): Cidr => {
	const parsed = parseCidr(text);
	if (parsed === undefined) {
		throw new Error(`not a CIDR: ${text}`);
	}
	return parsed;
};

const anyAddress: fc.Arbitrary<Address> = fc.oneof(
	fc.bigInt(0n, 2n ** 32n - 1n).map(value => ({family: 'ipv4' as const, value})),
	fc.bigInt(0n, 2n ** 128n - 1n).map(value => ({family: 'ipv6' as const, value})),
	// Sparse ones, so that runs of zeros are frequent.
	fc.array(fc.constantFrom(0n, 0n, 0n, 1n, 0xffffn), {minLength: 8, maxLength: 8}).map(groups => ({
		family: 'ipv6' as const,
		value: groups.reduce<bigint>((sum, group) => sum * 65536n + group, 0n),
	})),
);
const anyCidr: fc.Arbitrary<Cidr> = fc
	.tuple(anyAddress, fc.double({min: 0, max: 1, noNaN: true}))
	.map(([{family, value}, part]) => ({
		family,
		value,
		prefix: Math.round(part * (family === 'ipv4' ? 32 : 128)),
	}));

describe('parsing and formatting', () => {
	it.each([
		['10.42.0.0', '10.42.0.0'],
		['255.255.255.255', '255.255.255.255'],
		['::', '::'],
		['::1', '::1'],
		['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
		['2001:cafe:42:0000::', '2001:cafe:42::'],
		['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
		['1:0:0:2:2:0:0:3', '1::2:2:0:0:3'],
		['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
		['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
		['64:ff9b::10.0.0.1', '64:ff9b::a00:1'],
		['fe80::4c0a:3bff:fe00:1', 'fe80::4c0a:3bff:fe00:1'],
	])('%s is %s', (text, formatted) => {
		expect(formatAddress(address(text))).toBe(formatted);
	});

	it.each([
		'',
		'10.0.0',
		'10.0.0.0.1',
		'10.0.0.256',
		'010.0.0.1',
		'0x0a.0.0.1',
		' 10.0.0.1',
		'10.0.0.1 ',
		':',
		':::',
		'1::2::3',
		'1:2:3:4:5:6:7',
		'1:2:3:4:5:6:7:8:9',
		'1:2:3:4:5:6:7:8::',
		'12345::',
		'::g',
		'1.2.3.4::',
		'::1.2.3',
		'fe80::1%eth0',
		'default',
	])('%j is no address', text => {
		expect(parseAddress(text)).toBeUndefined();
	});

	it.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/08', '10.0.0.0/-1', '10.0.0.0/8/8', '::/129', '/8', '10/8'])(
		'%j is no CIDR',
		text => {
			expect(parseCidr(text)).toBeUndefined();
		},
	);

	it('takes an address without a prefix as a host', () => {
		expect(parseCidr('10.42.0.5')).toEqual(parseCidr('10.42.0.5/32'));
		expect(parseCidr('fd00::1')?.prefix).toBe(128);
	});

	it('writes what it reads back, in the spelling of the C library', () => {
		fc.assert(
			fc.property(anyAddress, value => {
				const text = formatAddress(value);
				expect(parseAddress(text)).toEqual(value);
				// inet_ntop writes the old IPv4-compatible addresses in dotted form; nothing prints those.
				fc.pre(value.family === 'ipv4' || value.value >> 32n !== 0n);
				expect(text).toBe(new SocketAddress({address: text, family: value.family}).address);
			}),
		);
	});

	it('never throws, and accepts nothing that the C library refuses', () => {
		const almost = fc.array(fc.constantFrom('0', '1', '25', 'ff', '0db8', '.', ':', '::', '/', '%'), {
			maxLength: 16,
		});
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					almost.map(parts => parts.join('')),
				),
				text => {
					const parsed = parseAddress(text);
					fc.pre(parsed !== undefined);
					expect(
						() => new SocketAddress({address: text, family: isIPv4(text) ? 'ipv4' : 'ipv6'}),
					).not.toThrow();
				},
			),
			{numRuns: 300, maxSkipsPerRun: 10000},
		);
	});
});

describe('ranges', () => {
	it('knows network and size', () => {
		expect(formatCidr(networkOf(cidr('10.42.1.7/24')))).toBe('10.42.1.0/24');
		expect(addressCount(cidr('10.42.1.0/24'))).toBe(256n);
	});

	it.each([
		['10.42.0.0/16', '10.42.1.0/24', true],
		['10.42.0.0/16', '10.42.255.255', true],
		['10.42.0.0/16', '10.43.0.0', false],
		['10.42.1.0/24', '10.42.0.0/16', false],
		['0.0.0.0/0', '::1', false],
		['::/0', 'fd00::/64', true],
		['10.42.1.9/24', '10.42.1.200', true],
	])('%s contains %s: %s', (outer, inner, expected) => {
		expect(contains(cidr(outer), cidr(inner))).toBe(expected);
	});

	it('agrees with node:net on containment', () => {
		fc.assert(
			fc.property(anyCidr, anyAddress, (range, candidate) => {
				const list = new BlockList();
				list.addSubnet(formatAddress(networkOf(range)), range.prefix, range.family);
				fc.pre(range.family === candidate.family);
				// A random address is hardly ever inside: move it into the range every other time.
				const inside = networkOf(range).value + (candidate.value % addressCount(range));
				for (const value of [candidate.value, inside]) {
					const tried = {family: candidate.family, value};
					// BlockList matches IPv4-mapped IPv6 addresses against IPv4 ranges; RKE2 never mixes them.
					fc.pre(value >> 32n !== 0xffffn);
					expect(contains(range, tried)).toBe(list.check(formatAddress(tried), candidate.family));
				}
			}),
		);
	});

	it('overlaps both ways, and exactly when one holds the network of the other', () => {
		fc.assert(
			fc.property(anyCidr, anyCidr, (a, b) => {
				expect(overlaps(a, b)).toBe(overlaps(b, a));
				expect(overlaps(a, a)).toBe(true);
				expect(overlaps(a, b)).toBe(
					contains(a, {family: b.family, value: networkOf(b).value}) ||
						contains(b, {family: a.family, value: networkOf(a).value}),
				);
			}),
		);
	});

	it('sorts by family, address and prefix', () => {
		const sorted = ['10.42.0.0/16', '10.42.0.0/24', '10.42.1.0/24', '::/0', 'fd00::/64'];
		expect(sorted.toReversed().map(cidr).toSorted(compareAddresses).map(formatCidr)).toEqual(sorted);
		expect(compareAddresses(address('10.0.0.1'), cidr('10.0.0.1/32'))).toBe(0);
	});
});

describe('comparing texts', () => {
	it.each([
		['10.0.0.1', '10.0.0.1', true],
		['10.0.0.1', '10.0.0.1/32', true],
		['10.0.0.1/32', '10.0.0.1', true],
		['FD00::1', 'fd00:0:0:0:0:0:0:1/128', true],
		['10.0.0.1', '10.0.0.10', false],
		['10.0.0.1', '10.0.0.1/24', false],
		['10.0.0.1', '::ffff:10.0.0.1', false],
		['', '', false],
		['nonsense', 'nonsense', false],
	])('%s and %s are the same address: %s', (a, b, expected) => {
		expect(isSameAddress(a, b)).toBe(expected);
	});

	it('has one spelling per range and per address', () => {
		expect(normaliseCidr('2001:CAFE:42:0:0::/64')).toBe('2001:cafe:42::/64');
		expect(normaliseCidr('10.42.0.5')).toBe('10.42.0.5/32');
		expect(normaliseCidr('10.42.1.1/24')).toBe('10.42.1.0/24');
		expect(normaliseCidr('default')).toBeUndefined();
		expect(normaliseAddress('10.0.0.1/32')).toBe('10.0.0.1');
		expect(normaliseAddress('10.0.0.0/24')).toBeUndefined();
		expect(normaliseAddress('x')).toBeUndefined();
	});
});
