import {describe, expect, it} from 'vitest';
import {calicoAnnouncementOf, vtepMacOf} from '../../src/parsers/calico-annotations.ts';
import {parseBlockAffinities, parseIpamBlocks} from '../../src/parsers/calico-ipam.ts';
import {parseFelixConfigurations, parseIpPools} from '../../src/parsers/calico-pool.ts';
import {parseInstallation, parseTigeraStatuses} from '../../src/parsers/tigera-operator.ts';
import {survivesDamage} from './damage.ts';

const listOf = (...items: readonly object[]): string => JSON.stringify({items});

const pools = listOf(
	{
		metadata: {name: 'default-ipv4-ippool'},
		spec: {
			allowedUses: ['Workload', 'Tunnel'],
			assignmentMode: 'Automatic',
			blockSize: 26,
			cidr: '10.42.0.0/16',
			ipipMode: 'Never',
			natOutgoing: true,
			nodeSelector: 'all()',
			vxlanMode: 'Always',
		},
	},
	{
		metadata: {name: 'old'},
		spec: {cidr: '10.44.0.0/16', disabled: true, disableBGPExport: true, ipipMode: 'CrossSubnet'},
	},
);

describe('IPPools', () => {
	it('are read as Calico reads them, with its defaults', () => {
		expect(parseIpPools(pools)).toEqual([
			{
				name: 'default-ipv4-ippool',
				cidr: '10.42.0.0/16',
				vxlanMode: 'Always',
				ipipMode: 'Never',
				isNatOutgoing: true,
				isDisabled: false,
				isBeingDeleted: false,
				isKeptFromBgp: false,
				blockSize: 26,
				nodeSelector: 'all()',
				allowedUses: ['Workload', 'Tunnel'],
				assignmentMode: 'Automatic',
			},
			{
				name: 'old',
				cidr: '10.44.0.0/16',
				vxlanMode: 'Never',
				ipipMode: 'CrossSubnet',
				isNatOutgoing: false,
				isDisabled: true,
				isBeingDeleted: false,
				isKeptFromBgp: true,
				nodeSelector: 'all()',
				allowedUses: [],
			},
		]);
	});

	it('with a mode that Calico does not know are an error', () => {
		expect(() =>
			parseIpPools(listOf({metadata: {name: 'a'}, spec: {cidr: '10.0.0.0/8', vxlanMode: 'Sometimes'}})),
		).toThrow('expected "vxlanMode" to be Never, Always, CrossSubnet, got "Sometimes"');
	});

	it('survive damage', () => survivesDamage(parseIpPools, pools, {json: true}));
});

const affinities = listOf(
	{
		metadata: {creationTimestamp: '2026-11-22T08:00:00Z'},
		spec: {cidr: '10.42.97.0/26', node: 'node-2', state: 'confirmed', deleted: 'false', type: 'host'},
	},
	{spec: {cidr: '10.42.98.0/26', node: 'node-3', state: 'pending', deleted: 'false'}},
	{spec: {cidr: '10.42.99.0/26', node: 'gone', state: 'confirmed', deleted: 'true'}},
	{spec: {cidr: '10.42.100.0/26', node: 'lb', state: 'confirmed', deleted: 'false', type: 'virtual'}},
);
const blocks = listOf({
	spec: {
		cidr: '10.42.97.0/26',
		affinity: 'host:node-2',
		unallocated: [3, 4, 5],
		allocations: [0, 1, null, 2],
		attributes: [
			{
				handle_id: 'vxlan-tunnel-addr-node-2',
				secondary: {node: 'node-2', type: 'vxlanTunnelAddress'},
			},
			{
				handle_id: 'k8s-pod-network.4711',
				secondary: {
					namespace: 'shop',
					node: 'node-3',
					pod: 'web-1',
					timestamp: '2026-11-22 08:00:00.432716466 +0000 UTC',
				},
			},
			{},
		],
	},
});

describe('blocks of addresses', () => {
	it('belong to nodes, unless they are given back or are not of nodes', () => {
		expect(parseBlockAffinities(affinities)).toEqual([
			{
				cidr: '10.42.97.0/26',
				node: 'node-2',
				state: 'confirmed',
				createdAt: Date.UTC(2026, 10, 22, 8),
			},
			{cidr: '10.42.98.0/26', node: 'node-3', state: 'pending'},
		]);
	});

	it('tell how many addresses are free', () => {
		const [block] = parseIpamBlocks(blocks);
		expect(block).toMatchObject({cidr: '10.42.97.0/26', affinity: 'host:node-2', free: 3});
	});

	it('tell who has an address', () => {
		expect(parseIpamBlocks(blocks)[0]?.taken).toEqual([
			{address: '10.42.97.0', node: 'node-2'},
			{
				address: '10.42.97.1',
				node: 'node-3',
				pod: 'shop/web-1',
				since: Date.UTC(2026, 10, 22, 8, 0, 0, 432),
			},
			{address: '10.42.97.3'},
		]);
		const unread = listOf({spec: {cidr: '10.42.97.0/26', unallocated: []}});
		expect(parseIpamBlocks(unread)[0]?.taken).toBeUndefined();
	});

	it('survive damage', () => {
		survivesDamage(parseBlockAffinities, affinities, {json: true});
		survivesDamage(parseIpamBlocks, blocks, {json: true});
	});
});

it('reads FelixConfigurations, whatever they set', () => {
	const text = listOf(
		{metadata: {name: 'default'}, spec: {vxlanVNI: 4096, healthPort: 9099}},
		{metadata: {name: 'node.node-2'}},
	);
	expect(parseFelixConfigurations(text)).toEqual([
		{name: 'default', spec: {vxlanVNI: 4096, healthPort: 9099}},
		{name: 'node.node-2', spec: {}},
	]);
	survivesDamage(parseFelixConfigurations, text, {json: true, raw: ['[].spec']});
});

const installation = JSON.stringify({
	metadata: {name: 'default'},
	spec: {
		calicoNetwork: {
			bgp: 'Disabled',
			mtu: 9000,
			ipPools: [{cidr: '10.42.0.0/16', encapsulation: 'VXLAN', natOutgoing: 'Enabled'}],
			nodeAddressAutodetectionV4: {firstFound: true},
		},
	},
	status: {
		calicoVersion: 'v3.32.1',
		computed: {calicoNetwork: {bgp: 'Disabled', mtu: 9000, linuxDataplane: 'Iptables'}},
		conditions: [{type: 'Ready', status: 'True', reason: 'AllObjectsAvailable', message: ''}],
	},
});

describe('the Installation', () => {
	it('tells what was asked for and what the operator made of it', () => {
		expect(parseInstallation(installation)).toMatchObject({
			isBeingDeleted: false,
			calicoVersion: 'v3.32.1',
			network: {
				bgp: 'Disabled',
				mtu: 9000,
				ipPools: [{cidr: '10.42.0.0/16', encapsulation: 'VXLAN', natOutgoing: 'Enabled'}],
				autodetection: {ipv4: {firstFound: true}},
			},
			computed: {linuxDataplane: 'Iptables'},
			conditions: [{type: 'Ready', status: 'True', reason: 'AllObjectsAvailable', message: ''}],
		});
	});

	it('without status is one that no operator has seen', () => {
		const text = JSON.stringify({metadata: {name: 'default'}, spec: {}});
		expect(parseInstallation(text).computed).toBeUndefined();
	});

	it('survives damage', () =>
		survivesDamage(parseInstallation, installation, {
			json: true,
			raw: ['.network.raw', '.computed.raw', '.network.autodetection', '.computed.autodetection'],
		}));
});

const statuses = listOf({
	metadata: {name: 'calico'},
	status: {
		conditions: [
			{type: 'Available', status: 'False'},
			{type: 'Degraded', status: 'True', reason: 'ResourceReadError', message: 'failed to read'},
		],
	},
});

describe('TigeraStatus', () => {
	it('gives conditions by component', () => {
		expect(parseTigeraStatuses(statuses)).toEqual([
			{
				name: 'calico',
				conditions: [
					{type: 'Available', status: 'False'},
					{type: 'Degraded', status: 'True', reason: 'ResourceReadError', message: 'failed to read'},
				],
			},
		]);
	});

	it('survives damage', () => survivesDamage(parseTigeraStatuses, statuses, {json: true}));
});

describe('what calico-node announces', () => {
	it('is the address of the node and those of its tunnels', () => {
		expect(
			calicoAnnouncementOf({
				'projectcalico.org/IPv4Address': '10.0.0.2/24',
				'projectcalico.org/IPv4VXLANTunnelAddr': '10.42.97.0',
				'projectcalico.org/VXLANTunnelMACAddr': '66:AA:00:00:00:01',
				'projectcalico.org/WireguardPublicKeyV6': 'kVjG4Sx1L8mwzo8YhOE5e0tLI1BHb0GLBOuMmBMbJ1M=',
				'projectcalico.org/IPv6Address': '',
			}),
		).toEqual({
			ipv4: {address: '10.0.0.2/24', vxlanTunnel: '10.42.97.0', vxlanMac: '66:aa:00:00:00:01'},
			ipv6: {wireguardKey: 'kVjG4Sx1L8mwzo8YhOE5e0tLI1BHb0GLBOuMmBMbJ1M='},
		});
	});

	it('is nothing where there are no annotations', () => {
		expect(calicoAnnouncementOf({'rke2.io/node-args': '[]'})).toEqual({});
	});

	// echo -n node-2 | sha1sum
	it('gives each node a MAC that follows from its name', () => {
		expect(vtepMacOf('node-2', 'ipv4')).toBe('66:c0:93:2e:56:2c');
		expect(vtepMacOf('node-2', 'ipv6')).toBe('66:1a:96:15:e3:d8');
	});
});
