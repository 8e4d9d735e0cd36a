import {describe, expect, it} from 'vitest';
import {flannelAnnouncementOf} from '../../src/parsers/flannel-annotations.ts';
import {parseFlannelNetConf} from '../../src/parsers/flannel-net-conf.ts';
import {survivesDamage} from './damage.ts';

describe('parseFlannelNetConf', () => {
	it('reads Canal with both families', () => {
		const text =
			'{"Network":"10.42.0.0/16","IPv6Network":"2001:cafe:42::/56","EnableIPv6":true,"Backend":{"Type":"vxlan"}}';
		expect(parseFlannelNetConf(text)).toEqual({
			network: '10.42.0.0/16',
			ipv6Network: '2001:cafe:42::/56',
			enableIpv4: true,
			enableIpv6: true,
			enableNftables: false,
			backend: {type: 'vxlan', directRouting: false, learning: false},
		});
		survivesDamage(parseFlannelNetConf, text, {json: true});
	});

	it('reads keys of any case', () => {
		const text =
			'{"network":"10.42.0.0/16","BACKEND":{"type":"VXLAN","vni":4096,"Port":4789,"mtu":1500,"DIRECTROUTING":true}}';
		expect(parseFlannelNetConf(text).backend).toEqual({
			type: 'vxlan',
			vni: 4096,
			port: 4789,
			mtu: 1500,
			directRouting: true,
			learning: false,
		});
	});

	it('reads WireGuard without its key', () => {
		const text =
			'{"Network":"10.42.0.0/16","Backend":{"Type":"wireguard","PSK":"hidden","ListenPort":51820,"Mode":"auto"}}';
		expect(parseFlannelNetConf(text).backend).toEqual({
			type: 'wireguard',
			port: 51_820,
			mode: 'auto',
			directRouting: false,
			learning: false,
		});
	});

	it('takes udp where no backend is named, as flannel does', () => {
		expect(parseFlannelNetConf('{"Network":"10.42.0.0/16"}').backend.type).toBe('udp');
	});
});

const prefix = 'flannel.alpha.coreos.com/';
const annotated = (annotations: Readonly<Record<string, string>>) =>
	flannelAnnouncementOf(
		Object.fromEntries(Object.entries(annotations).map(([key, value]) => [prefix + key, value])),
	);

describe('flannelAnnouncementOf', () => {
	it('reads VXLAN of both families', () => {
		expect(
			annotated({
				'backend-data': '{"VNI":1,"VtepMAC":"4E:0A:3B:00:00:01"}',
				'backend-type': 'vxlan',
				'backend-v6-data': '{"VNI":1,"VtepMAC":"4e:0a:3b:00:00:02"}',
				'kube-subnet-manager': 'true',
				'public-ip': '10.0.0.1',
				'public-ip-overwrite': '192.0.2.1',
				'public-ipv6': 'fd00::1',
				'node-public-ipv6': 'fd00::1',
			}),
		).toEqual({
			backendType: 'vxlan',
			isKubeSubnetManager: true,
			ipv4: {vni: 1, vtepMac: '4e:0a:3b:00:00:01', publicIp: '10.0.0.1', publicIpOverwrite: '192.0.2.1'},
			ipv6: {vni: 1, vtepMac: '4e:0a:3b:00:00:02', publicIp: 'fd00::1', nodePublicIp: 'fd00::1'},
		});
	});

	it.each([
		['wireguard', '{"PublicKey":"key=","Port":51820}', {publicKey: 'key=', port: 51_820}],
		['host-gw', 'null', {}],
		['very old flannel', '{"VtepMAC":"4e:0a:3b:00:00:01"}', {vtepMac: '4e:0a:3b:00:00:01'}],
	])('reads %s', (type, data, endpoint) => {
		const announcement = annotated({'backend-type': type, 'backend-data': data, 'public-ip': '10.0.0.1'});
		expect(announcement?.ipv4).toEqual({publicIp: '10.0.0.1', ...endpoint});
		expect(announcement).not.toHaveProperty('ipv6');
	});

	it('tells a node without flannel', () => {
		expect(flannelAnnouncementOf({'rke2.io/hostname': 'node-1'})).toBeUndefined();
	});

	it('refuses broken data', () => {
		expect(() => annotated({'backend-data': '{"VNI":'})).toThrow('not JSON: expected a value');
		expect(() => annotated({'backend-data': '{"VNI":"1"}'})).toThrow(
			'expected "VNI" to be a number, got "1"',
		);
	});
});
