import {test} from 'vitest';
import check from '../../../checks/interface/public-ip-network.ts';
import {testCheck} from '../../../src/testing.ts';
import {
	addresses,
	addressOf,
	flannelAnnotations,
	flanneld,
	flannelNode,
	linkOf,
	links,
	onOverlay,
	ownRoutes,
	peerOf,
} from '../flannel-builders.ts';

const nodes = [flannelNode(1), flannelNode(2), flannelNode(3)];
const process = flanneld();
const silent = [onOverlay(peerOf(1), 'silent'), onOverlay(peerOf(3), 'silent')];
const healthy = {
	overlay: silent,
	links: [...links, linkOf('eth1')],
	addresses,
	routes: [...ownRoutes],
	node: flannelNode(2),
	nodes,
	process,
};

/** eth0 has the NAT address and the default route, eth1 that of the cluster. */
const nat = (n: number, more: Readonly<Record<string, string>> = {}) =>
	flannelNode(n, {
		internalIps: [`192.168.56.${n}`],
		annotations: flannelAnnotations(n, {'public-ip': '10.0.0.2', ...more}),
	});
const right = (n: number) =>
	flannelNode(n, {
		internalIps: [`192.168.56.${n}`],
		annotations: flannelAnnotations(n, {'public-ip': `192.168.56.${n}`}),
	});
const twoNics = {...healthy, addresses: [...addresses, addressOf('eth1', '192.168.56.2/24')], node: nat(2)};
const ofNode = {kind: 'Node', name: 'node-2'} as const;

testCheck(test, check, {
	passes: {
		'a healthy node': {evidence: healthy},
		'two addresses on one interface': {
			evidence: {
				...healthy,
				addresses: [...addresses, addressOf('eth0', '10.0.0.52/24')],
				node: flannelNode(2, {internalIps: ['10.0.0.52']}),
			},
		},
		'chosen by name': {evidence: {...twoNics, process: flanneld({interfaces: ['eth0']})}},
		'chosen by pattern': {evidence: {...twoNics, process: flanneld({regexes: ['^10\\.']})}},
		'chosen by annotation': {evidence: {...twoNics, node: nat(2, {'node-public-ip': '10.0.0.2'})}},
		'behind NAT, which the user told flannel': {
			evidence: {...twoNics, node: nat(2, {'public-ip-overwrite': '10.0.0.2'})},
		},
		'registered with an address of its own on lo, as in routed data centres': {
			evidence: {...twoNics, addresses: [...addresses, addressOf('lo', '192.168.56.2/32')]},
		},
		'registered with an address of its own on a dummy': {
			evidence: {
				...twoNics,
				links: [...links, linkOf('node', {kind: 'dummy'})],
				addresses: [...addresses, addressOf('node', '192.168.56.2/32')],
			},
		},
		'a private network for pods, through which other nodes answer': {
			evidence: {
				...twoNics,
				nodes: [right(1), nat(2), right(3)],
				overlay: [onOverlay(peerOf(1), 'answered')],
			},
		},
		'flannel took an address that was leased, alone in its network': {
			evidence: {
				...healthy,
				addresses: [addressOf('eth0', '10.0.0.100/32', {flags: ['dynamic']}), ...addresses],
				node: flannelNode(2, {annotations: flannelAnnotations(2, {'public-ip': '10.0.0.100'})}),
			},
		},
		'the InternalIP is on no interface, which is another finding': {evidence: {...twoNics, addresses}},
	},
	fails: {
		'the address of kube-vip comes first on the interface': {
			evidence: {
				...healthy,
				addresses: [addressOf('eth0', '10.0.0.100/32'), ...addresses],
				node: flannelNode(2, {annotations: flannelAnnotations(2, {'public-ip': '10.0.0.100'})}),
			},
			findings: [{message: 'floating', subject: ofNode, text: 'flannel announces 10.0.0.100/32 of eth0'}],
		},
		'the NAT interface, on this node only': {
			evidence: {...twoNics, nodes: [right(1), nat(2), right(3)]},
			findings: [
				{
					message: 'apart',
					subject: ofNode,
					text: 'announces 10.0.0.2 on eth0, but this node is registered with 192.168.56.2 on eth1',
				},
			],
		},
		'the NAT interface on all nodes': {
			evidence: {...twoNics, nodes: [nat(1), nat(2), nat(3)]},
			findings: [{message: 'otherInterface', subject: ofNode}],
		},
		'the only node': {
			evidence: {...twoNics, nodes: [nat(2)]},
			findings: [{message: 'otherInterface', subject: ofNode}],
		},
	},
});
