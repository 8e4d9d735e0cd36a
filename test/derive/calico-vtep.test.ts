import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {calicoVteps} from '../../src/derive/calico-vtep.ts';
import {comparePeers} from '../../src/derive/peer-deviations.ts';
import {vtepMacOf} from '../../src/parsers/calico-annotations.ts';
import {environmentOf} from '../../src/testing.ts';
import {calicoNode, kubeNode, linksOf, routesOf} from '../checks/builders.ts';
import {damagedText} from '../parsers/damage.ts';

const nodeOf = (name: string, address: string, tunnel: string) =>
	kubeNode(name, {
		annotations: {
			'projectcalico.org/IPv4Address': address,
			'projectcalico.org/IPv4VXLANTunnelAddr': tunnel,
		},
	});
const self = nodeOf('node-2', '10.0.0.2/24', '10.42.247.0');
const peer = nodeOf('node-1', '10.0.0.1/24', '10.42.84.130');
const via = (dst: string, gateway: string, dev = 'vxlan.calico') =>
	routesOf({type: 'unicast', dst, gateway, dev, protocol: '80', flags: ['onlink']});
const links = linksOf({
	ifindex: 3,
	ifname: 'vxlan.calico',
	flags: ['UP', 'LOWER_UP'],
	mtu: 1450,
	operstate: 'UNKNOWN',
	linkinfo: {info_kind: 'vxlan', info_data: {id: 4096, link: 'eth0', port: 4789}},
});
const mac = vtepMacOf('node-1', 'ipv4');
const neighbours = [
	{address: '10.42.84.130', link: 'vxlan.calico', mac, states: ['PERMANENT'], isExternallyLearned: false},
];
const fdb = [{mac, link: 'vxlan.calico', destination: '10.0.0.1', flags: ['self'], state: 'permanent'}];
const environment = environmentOf(calicoNode);
const kindsOf = (routes: ReturnType<typeof routesOf>, nodes = [self, peer]) =>
	comparePeers({nodes, links, routes, neighbours, fdb}, environment).deviations.map(
		({deviation}) => deviation.kind,
	);

describe('peers of Calico', () => {
	it.each([
		['a block of 64', via('10.42.84.128/26', '10.42.84.130')],
		['blocks of 16', via('10.42.84.128/28', '10.42.84.130')],
		['a route to the tunnel alone, for a borrowed address', via('10.42.84.130', '10.42.84.130')],
		['straight to the node on the same network', via('10.42.84.128/26', '10.0.0.1', 'eth0')],
	])('are well with %s', (_, routes) => {
		expect(kindsOf(routes)).toEqual([]);
	});

	it('lack their route where only a wider one is left', () => {
		expect(kindsOf(via('0.0.0.0/0', '10.0.0.254', 'eth0'))).toEqual(['route-missing']);
	});

	it('are sent elsewhere by a blackhole of an old block', () => {
		expect(kindsOf(routesOf({type: 'blackhole', dst: '10.42.84.128/26', protocol: '80', flags: []}))).toEqual(
			['route-elsewhere'],
		);
	});

	it('are not compared with a device that takes its destination from each packet', () => {
		const external = linksOf({
			ifindex: 3,
			ifname: 'vxlan.calico',
			flags: ['UP'],
			mtu: 1450,
			operstate: 'UNKNOWN',
			linkinfo: {info_kind: 'vxlan', info_data: {external: true}},
		});
		expect(comparePeers({nodes: [self, peer], links: external, routes: []}, environment).deviations).toEqual(
			[],
		);
	});

	it('that announce damage are passed over, never misread', () => {
		fc.assert(
			fc.property(damagedText('10.0.0.1/24'), damagedText('10.42.84.130'), (address, tunnel) => {
				const {vteps} = calicoVteps([nodeOf('node-1', address, tunnel)], 'ipv4', []);
				for (const {publicIp, gateway} of vteps) {
					expect(address.startsWith(publicIp) && tunnel.startsWith(gateway)).toBe(true);
				}
			}),
		);
	});
});
