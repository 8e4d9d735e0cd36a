import {describe, expect, it} from 'vitest';
import {addressLine, fdbLine, linkLine, routeLine, vxlanLine} from '../../src/derive/iproute-text.ts';
import {
	addressOf,
	downLink,
	eth0,
	flannel1,
	linkOf,
	peerFdb,
	peerRoute,
	routeOf,
	vtepMac,
} from '../checks/flannel-builders.ts';

describe('lines of iproute2', () => {
	it.each([
		[
			linkLine(flannel1),
			`flannel.1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 state UNKNOWN link/ether ${vtepMac(2)}`,
		],
		[linkLine(downLink(linkOf('tun0'))), 'tun0: <BROADCAST,MULTICAST> mtu 1500 state DOWN'],
		[
			linkLine({...eth0, master: 'br0'}),
			'eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master br0 state UP link/ether 52:54:00:00:00:02',
		],
		[vxlanLine(flannel1), 'flannel.1: vxlan id 1 local 10.0.0.2 dev eth0 dstport 8472 nolearning'],
		[vxlanLine(linkOf('cilium_vxlan', {vxlan: {isExternal: true}})), 'cilium_vxlan: vxlan external'],
		[vxlanLine(eth0), 'eth0'],
		[addressLine(addressOf('eth0', 'fd00::2/64')), 'eth0 inet6 fd00::2/64 scope global'],
		[routeLine(peerRoute(1)), '10.42.1.0/24 via 10.42.1.0 dev flannel.1 onlink'],
		[routeLine(routeOf('10.42.2.0/24', {type: 'blackhole'})), 'blackhole 10.42.2.0/24'],
		[
			routeLine(
				routeOf('0.0.0.0/0', {
					metric: 100,
					nexthops: [
						{gateway: '10.0.0.254', dev: 'eth0', flags: []},
						{dev: 'ppp0', flags: []},
					],
				}),
			),
			'0.0.0.0/0 nexthop via 10.0.0.254 dev eth0 nexthop dev ppp0 metric 100',
		],
		[fdbLine(peerFdb(1)), `${vtepMac(1)} dev flannel.1 dst 10.0.0.1 self permanent`],
	])('%s', (line, expected) => {
		expect(line).toBe(expected);
	});
});
