import {expect, it} from 'vitest';
import {netfilterNftDevices} from '../../src/probes/netfilter.nft-devices.ts';
import {probed, requestsOf} from './run-probe.ts';

const chains = [
	{family: 'netdev', table: 'edge', name: 'i', hook: 'ingress', type: 'filter'},
	{family: 'netdev', table: 'edge', name: 'j', hook: 'ingress', type: 'filter'},
	{family: 'inet', table: 'filter', name: 'input', hook: 'input', type: 'filter'},
];
/** Of nft 1.0.6. */
const text = `table netdev edge {
	chain i {
		type filter hook ingress devices = { br0, lo } priority filter; policy accept;
		udp dport 8472 drop
	}

	chain j {
		type filter hook ingress device "br0" priority filter; policy accept;
	}
}
`;

it('tells the devices of chains that are at any', () => {
	expect(requestsOf(netfilterNftDevices, {chains})).toEqual(['nft list table netdev edge']);
	expect([...probed(netfilterNftDevices, {'nft list table netdev edge': text}, {chains})]).toEqual([
		['netdev edge i', ['br0', 'lo']],
		['netdev edge j', ['br0']],
	]);
});

it('knows nothing of a table that is gone', () => {
	expect(probed(netfilterNftDevices, {}, {chains}).size).toBe(0);
});
