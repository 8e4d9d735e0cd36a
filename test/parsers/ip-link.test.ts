import {describe, expect, it} from 'vitest';
import {parseIpLink} from '../../src/parsers/ip-link.ts';
import {survivesDamage} from './damage.ts';
import {output} from './output.ts';

const linkOf = (file: string, name: string) => parseIpLink(output(file)).find(link => link.name === name);

describe('parseIpLink', () => {
	it.each(['5.10', '6.1', '6.15'])('reads flannel.1 the same way in version %s', version => {
		expect(linkOf(`iproute2-${version}.ip-link.json`, 'flannel.1')).toEqual({
			name: 'flannel.1',
			index: 3,
			flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
			isUp: true,
			hasCarrier: true,
			operstate: 'UNKNOWN',
			queue: 'noqueue',
			mtu: 1450,
			mac: '4e:0a:3b:00:00:01',
			kind: 'vxlan',
			vxlan: {vni: 1, port: 8472, local: '10.0.0.1', lower: 'eth0', learning: false, isExternal: false},
		});
	});

	it.each([
		['5.10', {isExternal: true}],
		['6.1', {vni: 0, port: 8473, learning: false, isExternal: true}],
		['6.15', {vni: 0, port: 8473, learning: false, isExternal: true}],
	])('reads the external device of Cilium in version %s', (version, vxlan) => {
		expect(linkOf(`iproute2-${version}.ip-link.json`, 'cilium_vxlan')?.vxlan).toEqual(vxlan);
	});

	it('tells a peer in another namespace from one in this', () => {
		expect(linkOf('iproute2-6.1.ip-link.json', 'cali1a2b3c4d5e6')).toMatchObject({
			kind: 'veth',
			peerIndex: 2,
			peerNamespace: 1,
		});
		const host = linkOf('iproute2-6.1.ip-link.json', 'cilium_host');
		expect(host?.lower).toBe('cilium_net');
		expect(host).not.toHaveProperty('peerIndex');
	});

	it('reads the port of a bridge', () => {
		expect(linkOf('iproute2-6.15.ip-link.json', 'veth1234')?.master).toBe('cni0');
	});

	it('reads IPv6 and multicast tunnels, macvlan and an alias', () => {
		const file = 'iproute2-6.1.kinds-slink.json';
		expect(linkOf(file, 'vx6')).toMatchObject({
			isUp: false,
			hasCarrier: false,
			vxlan: {vni: 7, local: 'fd00::1'},
		});
		expect(linkOf(file, 'vxg')?.vxlan).toMatchObject({group: '239.1.1.1', learning: true});
		expect(linkOf(file, 'mv0')).toMatchObject({kind: 'macvlan', lower: 'eth0', macvlan: {mode: 'bridge'}});
		expect(linkOf(file, 'eth0')?.alias).toBe(`it's "mine"`);
	});

	it('reads VLAN and bond', () => {
		const base = {ifindex: 1, flags: ['UP'], operstate: 'UP', mtu: 1500, link: null};
		const links = [
			{
				...base,
				ifname: 'eth0.5',
				linkinfo: {info_kind: 'vlan', info_data: {protocol: '802.1Q', id: 5, flags: []}},
			},
			{
				...base,
				ifname: 'bond0',
				linkinfo: {info_kind: 'bond', info_data: {mode: 'active-backup', active_slave: 'eth0'}},
			},
			{...base, ifname: 'tunl0', address: '0.0.0.0', linkinfo: {info_kind: 'ipip', info_data: {}}},
		];
		const [vlan, bond, tunnel] = parseIpLink(JSON.stringify(links));
		expect(vlan?.vlan).toEqual({id: 5, protocol: '802.1Q'});
		expect(bond?.bond).toEqual({mode: 'active-backup', active: 'eth0'});
		const lacp = {mode: '802.3ad', ad_info: {aggregator: 1, partner_mac: '00:00:00:00:00:00'}};
		const [aggregated] = parseIpLink(
			JSON.stringify([{...links[1], linkinfo: {info_kind: 'bond', info_data: lacp}}]),
		);
		expect(aggregated?.bond).toEqual({mode: '802.3ad', partner: '00:00:00:00:00:00'});
		expect(tunnel).not.toHaveProperty('mac');
		expect(tunnel).not.toHaveProperty('lower');
	});

	it('takes VXLAN flags that are null for set', () => {
		const text = JSON.stringify([
			{
				ifname: 'x',
				ifindex: 1,
				operstate: 'UP',
				mtu: 1500,
				linkinfo: {info_kind: 'vxlan', info_data: {external: null}},
			},
		]);
		expect(parseIpLink(text)[0]?.vxlan?.isExternal).toBe(true);
	});

	it.each(['5.10', '6.1', '6.15'])('reads the counters of version %s', version => {
		expect(linkOf(`iproute2-${version}.ip-slink.json`, 'flannel.1')?.counters).toEqual({
			received: {bytes: 84, packets: 1, errors: 0, dropped: 0},
			sent: {bytes: 84, packets: 1, errors: 0, dropped: expect.any(Number)},
		});
		expect(linkOf(`iproute2-${version}.ip-link.json`, 'flannel.1')).not.toHaveProperty('counters');
	});

	it('says what is missing', () => {
		expect(() => parseIpLink('[{"ifindex":1}]')).toThrow('expected "ifname" with text, got nothing');
		expect(() => parseIpLink('[{"ifname":"x","ifindex":"1"}]')).toThrow(
			'expected "ifindex" to be a number, got "1"',
		);
	});

	it('survives damage', () => {
		survivesDamage(parseIpLink, output('iproute2-6.1.ip-slink.json'), {json: true});
	});
});
