import {test} from 'vitest';
import check from '../../../checks/calico/node-address.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, kubeNode, linksOf, routesOf} from '../builders.ts';

const calicoOf = (name: string, internalIp: string, address = internalIp) =>
	kubeNode(name, {
		internalIps: [internalIp],
		annotations: {'projectcalico.org/IPv4Address': `${address}/24`},
	});
const peers = [calicoOf('node-1', '10.0.0.1'), calicoOf('node-3', '10.0.0.3')];
const at = (address: string) => {
	const node = calicoOf('node-2', '10.0.0.2', address);
	return {node, nodes: [...peers, node]};
};
const link = (ifname: string, kind?: string) => ({
	ifindex: 2,
	ifname,
	flags: ['UP', 'LOWER_UP'],
	mtu: 1500,
	operstate: 'UP',
	...(kind !== undefined && {linkinfo: {info_kind: kind, info_data: {mode: 'bridge'}}}),
});
const links = linksOf(link('eth0'), link('eth1'), link('vip-0a1b', 'macvlan'));
const address = (text: string, device: string) =>
	({address: text, link: device, family: 'ipv4', prefixLength: 24, scope: 'global', flags: []}) as const;
const addresses = [
	address('10.0.0.2', 'eth0'),
	address('192.168.50.2', 'eth1'),
	address('172.16.9.9', 'vip-0a1b'),
	address('10.0.0.200', 'vip-0a1b'),
	address('10.42.247.0', 'vxlan.calico'),
	address('10.43.0.10', 'nodelocaldns'),
];
const route = (dst: string, dev: string) => ({type: 'unicast', dst, dev, protocol: 'kernel', flags: []});
const routes = routesOf(route('10.0.0.0/24', 'eth0'), route('192.168.50.0/24', 'eth1'));
const base = {links, addresses, routes};
const subject = {kind: 'Node', name: 'node-2'} as const;

/** The address of keepalived beside that of the node. */
const withVip = (vip: string) => {
	const node = kubeNode('node-2', {
		internalIps: ['10.0.0.2'],
		annotations: {'projectcalico.org/IPv4Address': `${vip}/32`},
	});
	const own = {...address(vip, 'eth0'), prefixLength: 32};
	return {...base, addresses: [...addresses, own], node, nodes: [...peers, node]};
};

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'the InternalIP': {evidence: {...base, ...at('10.0.0.2')}},
		'another NIC that leads to the other nodes too': {
			evidence: {
				...base,
				...at('192.168.50.2'),
				routes: routesOf(route('10.0.0.0/24', 'eth0'), route('10.0.0.0/16', 'eth1')),
			},
		},
		'a network for pods of its own, where all nodes have their address for Calico': {
			evidence: {
				...base,
				...at('192.168.50.2'),
				nodes: [at('192.168.50.2').node, calicoOf('node-1', '10.0.0.1', '192.168.50.1')],
			},
		},
		'a node whose own address is on a macvlan': {
			evidence: {
				...base,
				...at('10.0.0.2'),
				addresses: [address('10.0.0.2', 'vip-0a1b')],
			},
		},
		'a node that announces nothing yet': {
			evidence: {...base, node: kubeNode('node-2'), nodes: peers},
		},
		'a single node with another address': {
			evidence: {...base, node: at('192.168.50.2').node, nodes: [at('192.168.50.2').node]},
		},
		'a twin that is on its way out': {
			evidence: {
				...base,
				...at('10.0.0.2'),
				nodes: [
					...at('10.0.0.2').nodes,
					{
						...calicoOf('old-2', '10.0.0.2'),
						taints: [{key: 'node.kubernetes.io/unreachable', effect: 'NoExecute'}],
					},
				],
			},
		},
	},
	fails: {
		'the address of keepalived on the interface of the node': {
			evidence: withVip('10.0.0.59'),
			findings: [{message: 'floating', subject, text: 'Calico took 10.0.0.59/32 of eth0 for this node'}],
		},
		'a virtual address of kube-vip was found first': {
			evidence: {
				...base,
				...at('172.16.9.9'),
				process: {pid: 1, commandLine: '', felix: {}, autodetection: 'first-found'},
			},
			findings: [{message: 'unroutable', subject, text: '172.16.9.9 of vip-0a1b'}],
		},
		'a virtual address in the network of the nodes was found first': {
			evidence: {
				...base,
				...at('10.0.0.200'),
				routes: routesOf(route('10.0.0.0/24', 'eth0'), route('10.0.0.0/24', 'vip-0a1b')),
			},
			findings: [
				{message: 'virtual', subject, text: '10.0.0.200 of vip-0a1b, a virtual interface (macvlan)'},
			],
		},
		'the address went away with its NIC': {
			evidence: {...base, ...at('10.0.0.77')},
			findings: [{message: 'absent', subject, text: '10.0.0.77'}],
		},
		'the device of NodeLocal DNSCache was found first, here and on the others': {
			evidence: {...base, ...at('10.43.0.10'), nodes: [calicoOf('node-1', '10.0.0.1', '10.43.0.10')]},
			findings: [{message: 'services', subject, text: '10.43.0.10 of nodelocaldns'}],
		},
		'its own tunnel was found first': {
			evidence: {...base, ...at('10.42.247.0')},
			findings: [{message: 'tunnel', subject, text: 'vxlan.calico'}],
		},
		'a cloned machine': {
			evidence: {
				...base,
				...at('10.0.0.2'),
				nodes: [...at('10.0.0.2').nodes, calicoOf('node-4', '10.0.0.2')],
			},
			findings: [
				{message: 'duplicate', subject: {kind: 'Endpoint', name: '10.0.0.2'}, text: 'node-2 and node-4'},
			],
		},
	},
});
