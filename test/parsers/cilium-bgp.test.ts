import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseCiliumBgpPeers} from '../../src/parsers/cilium-bgp.ts';

const peer = {
	'applied-hold-time-seconds': 90,
	families: [{afi: 'ipv4', safi: 'unicast', received: 2, accepted: 2, advertised: 1}],
	'local-asn': 64512,
	name: 'tor-1',
	'peer-address': '10.0.0.251',
	'peer-asn': 64500,
	'peer-port': 179,
	'session-state': 'established',
	'uptime-nanoseconds': 3600000000000,
};

describe('GET /v1/bgp/peers', () => {
	it('tells whom the agent speaks with', () => {
		expect(parseCiliumBgpPeers(JSON.stringify([peer, {'peer-address': 'fd00::1', families: null}]))).toEqual([
			{address: '10.0.0.251', port: 179, asn: 64500, localAsn: 64512, state: 'established'},
			{address: 'fd00::1', state: 'unknown'},
		]);
		expect(parseCiliumBgpPeers('null')).toEqual([]);
		expect(() => parseCiliumBgpPeers('{}')).toThrow('list');
	});
	it('damaged, it is an error or a list of peers', () => {
		fc.assert(
			fc.property(fc.json(), text => {
				try {
					expect(Array.isArray(parseCiliumBgpPeers(text))).toBe(true);
				} catch (error) {
					expect(error).toBeInstanceOf(Error);
				}
			}),
		);
	});
});
