import {describe, expect, it} from 'vitest';
import {deafOrSealedPeers, deafPeers} from '../../src/derive/wireguard-peers.ts';
import type {WireguardPeer} from '../../src/parsers/wireguard.ts';
import {kubeNode} from '../checks/builders.ts';

const nodes = [kubeNode('node-3', {internalIps: ['10.0.0.13']})];
const device = (sent: string, changes: Partial<WireguardPeer>, name = 'wireguard.cali') => [
	{
		...{name, publicKey: 'own', listenPort: 51_820},
		peers: [
			{
				...{publicKey: 'three', endpoint: {address: '10.0.0.13', port: 51_820}},
				...{allowedIps: ['10.0.0.13/32', '10.42.2.0/26'], received: '0 B', sent},
				...changes,
			},
		],
	},
];
const names = (changes: Partial<WireguardPeer> = {}, name?: string, reached: readonly string[] = []) =>
	deafOrSealedPeers(device('2.10 KiB', changes, name), device('2.24 KiB', changes, name), nodes, reached).map(
		({node}) => node.name,
	);

describe('a peer that is called in vain and answers nothing at its own address', () => {
	it('counts where that address, too, is reached by WireGuard of Felix alone', () => {
		expect(names()).toEqual(['node-3']);
		expect(deafPeers(device('2.10 KiB', {}), device('2.24 KiB', {}), nodes, [])).toEqual([]);
	});

	it('does not where it could answer past WireGuard', () => {
		expect(names({allowedIps: ['10.42.2.0/26']})).toEqual([]);
		expect(names({}, 'cilium_wg0')).toEqual([]);
	});

	it('does not as long as it may have gone down just now', () => {
		const young = [device('1 KiB', {}), device('1.14 KiB', {})] as const;
		expect(deafOrSealedPeers(...young, nodes, [])).toEqual([]);
		expect(deafOrSealedPeers(...young, nodes, ['10.0.0.13'])).toHaveLength(1);
	});
});
