import {test} from 'vitest';
import check from '../../../checks/overlay/vxlan-lower-device.ts';
import {testCheck} from '../../../src/testing.ts';
import {
	addresses,
	addressOf,
	downLink,
	eth0,
	flannel1,
	flannelAnnotations,
	flannelNode,
	linkOf,
	links,
	notReady,
	ofDevice,
	ownRoutes,
	routeOf,
} from '../flannel-builders.ts';

const node = flannelNode(2);
const nodes = [flannelNode(1), node, flannelNode(3)];
const healthy = {links, addresses, routes: [...ownRoutes], node, nodes};

const eth1 = linkOf('eth1', {index: 3});
const overEth1 = {
	...flannel1,
	vxlan: {vni: 1, port: 8472, local: '192.168.50.2', lower: 'eth1', learning: false, isExternal: false},
};
const twoNics = {
	links: [eth0, eth1, overEth1],
	addresses: [...addresses, addressOf('eth1', '192.168.50.2/24')],
	routes: [...ownRoutes, routeOf('192.168.50.0/24', {dev: 'eth1', scope: 'link'})],
};
const announces = (publicIp: string, more: Readonly<Record<string, string>> = {}) =>
	flannelNode(2, {annotations: flannelAnnotations(2, {'public-ip': publicIp, ...more})});
const onStorage = (n: number) =>
	flannelNode(n, {annotations: flannelAnnotations(n, {'public-ip': `192.168.50.${n}`})});

testCheck(test, check, {
	passes: {
		'a healthy node': {evidence: healthy},
		'the only node': {evidence: {...healthy, nodes: [node]}},
		'a network of its own for the overlay, on all nodes': {
			evidence: {...twoNics, node: onStorage(2), nodes: [1, 2, 3].map(onStorage)},
		},
		'peers behind routers': {
			evidence: {
				...healthy,
				nodes: [node, flannelNode(3, {annotations: flannelAnnotations(3, {'public-ip': '10.9.0.3'})})],
			},
		},
		'several paths of equal cost': {
			evidence: {
				...healthy,
				routes: [routeOf('0.0.0.0/0', {nexthops: [{gateway: '10.0.0.254', dev: 'eth0', flags: []}]})],
			},
		},
		'behind NAT, which the user told flannel': {
			evidence: {
				...healthy,
				node: announces('203.0.113.2', {'public-ip-overwrite': '203.0.113.2'}),
			},
		},
		'two addresses on one interface': {
			evidence: {
				...healthy,
				addresses: [...addresses, addressOf('eth0', '10.0.0.52/24')],
				node: announces('10.0.0.52'),
			},
		},
		'the interface below is down, which is another finding': {
			evidence: {...healthy, links: [downLink(eth0), flannel1], routes: []},
		},
		'only a peer that is gone cannot be reached': {
			evidence: {
				...twoNics,
				node: announces('192.168.50.2'),
				nodes: [onStorage(1), notReady(flannelNode(3))],
			},
		},
		'flannel has announced nothing yet': {
			evidence: {
				...healthy,
				node: flannelNode(2, {annotations: {}}),
				nodes: [flannelNode(1, {annotations: {}})],
			},
		},
	},
	fails: {
		'made on the second NIC, while peers send to the first': {
			evidence: {...twoNics, node, nodes},
			findings: [
				{
					message: 'unannounced',
					subject: ofDevice,
					text: 'by eth1 from 192.168.50.2, but peers are told to send to 10.0.0.2 on eth0',
				},
			],
		},
		'flannel chose the second NIC, from which no way leads to the others': {
			evidence: {...twoNics, node: announces('192.168.50.2'), nodes},
			findings: [
				{
					message: 'unroutable',
					subject: ofDevice,
					text: 'no route by eth1 leads to node-1 (10.0.0.1) and node-3 (10.0.0.3)',
				},
			],
		},
	},
});
