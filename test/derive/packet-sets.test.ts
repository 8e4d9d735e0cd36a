import {describe, expect, it} from 'vitest';
import type {Packet} from '../../src/derive/packet.ts';
import {knownSets} from '../../src/derive/packet-sets.ts';

const packet: Packet = {
	...({way: 'in', family: 'ipv4', protocol: 'udp', port: 8472, incoming: 'eth0'} as const),
	...{source: '10.0.0.3', destination: '10.0.0.2'},
};

const asked = (type: string, entries: readonly string[], flags: string, exceptions: readonly string[] = []) =>
	knownSets([{name: 's', type, options: [], entries, exceptions}]).get('s')?.(packet, flags.split(','));

describe('knownSets', () => {
	it.each([
		['hash:ip', ['10.0.0.3'], 'src', true],
		['hash:ip', ['10.0.0.3'], 'dst', false],
		['hash:net', ['10.0.0.0/8', '192.0.2.0/24'], 'src', true],
		['hash:net', ['192.0.2.0/24'], 'src', false],
		['bitmap:port', ['53', '8472'], 'dst', true],
		['bitmap:port', ['53', '8472'], 'src', undefined],
		['hash:ip,port', ['10.0.0.3,udp:8472'], 'src,dst', true],
		['hash:ip,port', ['10.0.0.3,tcp:8472'], 'src,dst', false],
		['hash:ip,port', ['10.0.0.3,8472'], 'src,dst', false],
		['hash:net,port', ['10.0.0.0/24,udp:8000-9000', '10.0.0.3,udp:53'], 'src,dst', true],
		['hash:ip,port', ['10.0.0.3,udp:8472'], 'src,src', undefined],
		['hash:ip,port', ['10.0.0.9,udp:8472'], 'src,src', false],
		['hash:net,net', ['10.0.0.0/24,10.0.0.2'], 'src,dst', true],
		['hash:mac', ['02:00:00:00:00:01'], 'src', undefined],
		['list:set', ['other'], 'src', undefined],
	])('%s of %j, asked by %s: %s', (type, entries, flags, expected) => {
		expect(asked(type, entries, flags)).toBe(expected);
	});

	it('leaves out what is excepted', () => {
		expect(asked('hash:net', ['10.0.0.0/8'], 'src', ['10.0.0.0/24'])).toBe(false);
		expect(asked('hash:net,net', ['10.0.0.0/8,10.0.0.0/8'], 'src,dst', ['10.0.0.0/24,10.0.0.0/24'])).toBe(
			undefined,
		);
	});

	it('goes by the narrowest range', () => {
		const exceptions = ['10.0.0.0/16'];
		expect(asked('hash:net', ['10.0.0.0/8', '10.0.0.0/24'], 'src', exceptions)).toBe(true);
		expect(asked('hash:net', ['10.0.0.0/8', '10.0.9.0/24'], 'src', exceptions)).toBe(false);
	});

	it.each([
		['netmask 24', undefined],
		['bitmask 255.255.255.0', undefined],
		['hashsize 1024', false],
	])('of a set with %s: %s', (options, expected) => {
		const set = {name: 's', type: 'hash:ip', entries: ['10.0.0.0'], exceptions: []};
		const known = knownSets([{...set, options: `family inet ${options}`.split(' ')}]);
		expect(known.get('s')?.(packet, ['src'])).toBe(expected);
	});

	it('does not know of whom an unknown packet is', () => {
		const [test] = knownSets([
			{name: 's', type: 'hash:ip', options: [], entries: ['10.0.0.3'], exceptions: []},
		]).values();
		expect(test?.({...packet, source: undefined}, ['src'])).toBe(undefined);
	});
});
