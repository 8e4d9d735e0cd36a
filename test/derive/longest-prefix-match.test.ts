import {expect, it} from 'vitest';
import {type Address, parseAddress} from '../../src/derive/cidr.ts';
import {longestMatch, routeTableOf} from '../../src/derive/longest-prefix-match.ts';
import {parseIpRoute} from '../../src/parsers/ip-route.ts';

const address = (text: string): Address => {
	const parsed = parseAddress(text);
	if (parsed === undefined) {
		throw new Error(`not an address: ${text}`);
	}
	return parsed;
};

it.each([
	['2001:cafe:42:2::7', 'flannel-v6.1', 64],
	['2001:cafe:42:1::5', 'cali1', 128],
	['2001:cafe:42:1::6', undefined, 64],
	['2001:cafe:43::1', 'eth0', 0],
])('%s is matched by the route to %s with prefix %s', (destination, dev, prefix) => {
	const table = routeTableOf(
		parseIpRoute(
			JSON.stringify([
				{dst: 'default', gateway: 'fe80::1', dev: 'eth1', metric: 2048, flags: []},
				{dst: 'default', gateway: 'fe80::1', dev: 'eth0', metric: 1024, flags: []},
				{dst: '2001:cafe:42:1::5', dev: 'cali1', metric: 1024, flags: []},
				{type: 'blackhole', dst: '2001:cafe:42:1::/64', metric: 1024, flags: []},
				{
					dst: '2001:cafe:42:2::/64',
					gateway: '2001:cafe:42:2::',
					dev: 'flannel-v6.1',
					metric: 1024,
					flags: ['onlink'],
				},
			]),
			'ipv6',
		),
	);
	const match = longestMatch(table, address(destination));
	expect(match?.route.dev).toBe(dev);
	expect(match?.prefix).toBe(prefix);
});

it('keeps what it cannot read apart, and matches nothing in an empty table', () => {
	const [readable] = parseIpRoute('[{"dst":"10.0.0.0/8","dev":"eth0","flags":[]}]');
	const broken = parseIpRoute(
		'[{"dst":"10.0.0.0/8/8","dev":"eth0","flags":[]},{"dst":"::/0","dev":"eth0","flags":[]}]',
		'ipv4',
	);
	const table = routeTableOf([...(readable === undefined ? [] : [readable]), ...broken]);
	expect(table.unreadable).toEqual(['10.0.0.0/8/8', '::/0']);
	expect(longestMatch(table, address('10.1.2.3'))?.route).toBe(readable);
	expect(longestMatch(routeTableOf([]), address('10.1.2.3'))).toBeUndefined();
});
