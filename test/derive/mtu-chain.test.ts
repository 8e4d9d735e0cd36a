import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {judgeMtuChain, type MtuSituation, mtuChainOf, tunnelOverhead} from '../../src/derive/mtu-chain.ts';
import type {Link} from '../../src/parsers/ip-link.ts';

const link = (name: string, mtu: number, fields: Partial<Link> = {}): Link => ({
	name,
	index: 1,
	flags: ['UP', 'LOWER_UP'],
	isUp: true,
	hasCarrier: true,
	operstate: 'UP',
	mtu,
	...fields,
});
const vxlan = (name: string, mtu: number, fields: Partial<Link['vxlan']> = {}): Link =>
	link(name, mtu, {kind: 'vxlan', vxlan: {lower: 'eth0', local: '10.0.0.1', isExternal: false, ...fields}});
const cali = (suffix: string, mtu: number): Link => link(`cali${suffix}`, mtu, {kind: 'veth'});
const conflist = (mtu: number) => ({name: '/etc/cni/net.d/10-canal.conflist', mtu});

const shortfalls = (situation: MtuSituation) => judgeMtuChain(mtuChainOf(situation));

const canal = (uplinkMtu: number, tunnelMtu: number, podMtu = 1450): MtuSituation => ({
	links: [link('eth0', uplinkMtu), vxlan('flannel.1', tunnelMtu), cali('1', podMtu), cali('2', podMtu)],
	tunnel: 'flannel.1',
	podMtu: conflist(podMtu),
	podLinks: ['cali1', 'cali2'],
});

describe('tunnelOverhead', () => {
	it.each([
		[vxlan('flannel.1', 1450), 50],
		[vxlan('flannel-v6.1', 1450, {local: 'fd00::1'}), 70],
		[vxlan('vxlan.calico', 1450), 50],
		[vxlan('vxlan-v6.calico', 1430, {local: 'fd00::1'}), 70],
		[link('wireguard.cali', 1440, {kind: 'wireguard'}), 60],
		[link('wg-v6.cali', 1420, {kind: 'wireguard'}), 80],
		[link('flannel-wg', 1420, {kind: 'wireguard'}), 80],
		[link('cilium_wg0', 1420, {kind: 'wireguard'}), 80],
		[link('tunl0', 1480, {kind: 'ipip'}), 20],
		[link('eth0', 1500), undefined],
	])('$name', (device, overhead) => {
		expect(tunnelOverhead(device)).toBe(overhead);
	});
});

describe('a chain that fits', () => {
	it.each<[string, MtuSituation]>([
		['Canal as shipped', canal(1500, 1450)],
		['jumbo frames below, pods still 1450', canal(9000, 8950)],
		['pods smaller than needed', canal(1500, 1450, 1400)],
		['no pods yet', {...canal(1500, 1450), podLinks: []}],
		[
			'nothing known of the pods',
			{links: [link('eth0', 1500), vxlan('flannel.1', 1450)], tunnel: 'flannel.1', podLinks: []},
		],
		[
			'Calico WireGuard on a named uplink',
			{
				links: [link('ens3', 1500), link('wireguard.cali', 1440, {kind: 'wireguard'}), cali('1', 1440)],
				uplink: 'ens3',
				tunnel: 'wireguard.cali',
				podLinks: ['cali1'],
			},
		],
		[
			'no encapsulation',
			{
				links: [link('eth0', 1500), cali('1', 1500)],
				uplink: 'eth0',
				podMtu: conflist(1500),
				podLinks: ['cali1'],
			},
		],
		[
			'Cilium: the device keeps 1500, routes carry less',
			{
				links: [
					link('eth0', 1500),
					link('cilium_vxlan', 1500, {kind: 'vxlan', vxlan: {isExternal: true}}),
					link('lxc1', 1500, {kind: 'veth'}),
				],
				uplink: 'eth0',
				tunnel: 'cilium_vxlan',
				podMtu: {name: 'route 10.42.5.0/24 dev cilium_host', mtu: 1450},
				podLinks: ['lxc1'],
			},
		],
		[
			'a VLAN on a bond',
			{
				links: [
					link('eth0', 9000, {master: 'bond0'}),
					link('eth1', 9000, {master: 'bond0'}),
					link('bond0', 9000, {kind: 'bond'}),
					link('bond0.7', 9000, {kind: 'vlan', lower: 'bond0'}),
					vxlan('flannel.1', 8950, {lower: 'bond0.7'}),
				],
				tunnel: 'flannel.1',
				podLinks: [],
			},
		],
		[
			'a bridge whose other ports are small',
			{
				links: [
					link('eth0', 1500, {master: 'br0'}),
					link('vnet0', 1400, {master: 'br0', kind: 'tun'}),
					link('br0', 1500, {kind: 'bridge'}),
					vxlan('flannel.1', 1450, {lower: 'br0'}),
				],
				tunnel: 'flannel.1',
				podLinks: [],
			},
		],
		[
			'devices that are not there',
			{links: [cali('1', 1500)], tunnel: 'flannel.1', uplink: 'eth0', podLinks: ['cali1']},
		],
		[
			'a veth as uplink',
			{links: [link('eth0', 1500, {kind: 'veth', lower: 'eth0'})], uplink: 'eth0', podLinks: []},
		],
	])('%s', (_name, situation) => {
		expect(shortfalls(situation)).toEqual([]);
	});
});

describe('a chain that does not', () => {
	it('names the tunnel when the cloud has 1460 (canal-gce)', () => {
		expect(shortfalls(canal(1460, 1410))).toEqual([
			{
				link: 'flannel.1',
				carries: 1410,
				needs: 1450,
				because: '/etc/cni/net.d/10-canal.conflist has MTU 1450',
			},
			{link: 'flannel.1', carries: 1410, needs: 1450, because: 'cali1 (and 1 more) has MTU 1450'},
		]);
	});

	it('names the uplink when the tunnel was not lowered with it', () => {
		expect(shortfalls(canal(1400, 1450))).toEqual([
			{link: 'eth0', carries: 1400, needs: 1500, because: 'flannel.1 has MTU 1450 and adds 50 bytes'},
		]);
	});

	it('names the tunnel for pods above flannel WireGuard', () => {
		const situation: MtuSituation = {
			links: [link('eth0', 1500), link('flannel-wg', 1420, {kind: 'wireguard'})],
			uplink: 'eth0',
			tunnel: 'flannel-wg',
			podMtu: conflist(1450),
			podLinks: [],
		};
		expect(shortfalls(situation)).toMatchObject([{link: 'flannel-wg', carries: 1420, needs: 1450}]);
	});

	it('names only pods that are older than the configuration', () => {
		const situation = {
			...canal(1500, 1450),
			links: [...canal(1500, 1450).links, cali('3', 1500)],
			podLinks: ['cali1', 'cali3'],
		};
		expect(shortfalls(situation)).toEqual([
			{link: 'flannel.1', carries: 1450, needs: 1500, because: 'cali3 has MTU 1500'},
		]);
	});

	it('begins at the wire: one slave of a bond below a VLAN', () => {
		const situation: MtuSituation = {
			links: [
				link('eth0', 9000, {master: 'bond0'}),
				link('eth1', 1500, {master: 'bond0'}),
				link('bond0', 9000, {kind: 'bond'}),
				link('bond0.7', 9000, {kind: 'vlan', lower: 'bond0'}),
				vxlan('flannel.1', 9000, {lower: 'bond0.7'}),
			],
			tunnel: 'flannel.1',
			podLinks: [],
		};
		expect(shortfalls(situation)).toEqual([
			{link: 'eth1', carries: 1500, needs: 9000, because: 'bond0 has MTU 9000'},
			{link: 'bond0.7', carries: 9000, needs: 9050, because: 'flannel.1 has MTU 9000 and adds 50 bytes'},
		]);
	});

	it('names a route that is narrower than its device', () => {
		expect(
			shortfalls({...canal(1500, 1450), underlayRoute: {destination: '0.0.0.0/0', mtu: 1400}}),
		).toMatchObject([{link: 'route 0.0.0.0/0 dev eth0', carries: 1400, needs: 1500}]);
		expect(shortfalls({...canal(1500, 1450), underlayRoute: {destination: '0.0.0.0/0', mtu: 9000}})).toEqual(
			[],
		);
	});

	it('names the uplink for Cilium routes that leave no room', () => {
		const situation: MtuSituation = {
			links: [link('eth0', 1400), link('cilium_vxlan', 1500, {kind: 'vxlan', vxlan: {isExternal: true}})],
			uplink: 'eth0',
			tunnel: 'cilium_vxlan',
			podMtu: {name: 'route 10.42.5.0/24 dev cilium_host', mtu: 1450},
			podLinks: [],
		};
		expect(shortfalls(situation)).toMatchObject([{link: 'eth0', carries: 1400, needs: 1500}]);
	});

	it('marks what flannel does by itself on IPv6', () => {
		const ipv6 = (mtu: number): MtuSituation => ({
			links: [link('eth0', 1500), vxlan('flannel-v6.1', mtu, {local: 'fd00::1'})],
			tunnel: 'flannel-v6.1',
			podLinks: [],
		});
		expect(shortfalls(ipv6(1450))).toMatchObject([{link: 'eth0', needs: 1520, byDesign: true}]);
		expect(shortfalls(ipv6(1451))).toEqual([
			{link: 'eth0', carries: 1500, needs: 1521, because: 'flannel-v6.1 has MTU 1451 and adds 70 bytes'},
		]);
		expect(shortfalls(ipv6(1430))).toEqual([]);
		const pods = (mtu: number): MtuSituation => ({...ipv6(1430), podMtu: conflist(mtu)});
		expect(shortfalls(pods(1450))).toMatchObject([{link: 'flannel-v6.1', byDesign: true}]);
		expect(shortfalls(pods(1451))).toMatchObject([{link: 'flannel-v6.1', carries: 1430, needs: 1451}]);
		expect(shortfalls(pods(1451))[0]).not.toHaveProperty('byDesign');
	});

	it('ends on devices that stand above each other', () => {
		const situation: MtuSituation = {
			links: [link('a', 1500, {kind: 'vlan', lower: 'b'}), link('b', 1400, {kind: 'vlan', lower: 'a'})],
			uplink: 'a',
			podLinks: [],
		};
		expect(shortfalls(situation)).toMatchObject([{link: 'b', carries: 1400, needs: 1500}]);
	});
});

it('finds nothing exactly when each layer leaves room for the next', () => {
	const mtu = fc.integer({min: 1280, max: 9216});
	fc.assert(
		fc.property(mtu, mtu, mtu, (uplink, tunnel, pod) => {
			const fits = tunnel + 50 <= uplink && pod <= tunnel;
			expect(shortfalls(canal(uplink, tunnel, pod)).length === 0).toBe(fits);
		}),
	);
});
