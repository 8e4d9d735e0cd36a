import {test} from 'vitest';
import check from '../../../checks/calico/borrowed-route.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, ipPool, kubeNode, minutesAgo, now, routesOf} from '../builders.ts';

const taken = (address: string, node: string, since = minutesAgo(30)) => ({
	address,
	node,
	pod: `shop/web-${node}`,
	since,
});
const block = (...addresses: readonly ReturnType<typeof taken>[]) => [
	{cidr: '10.42.2.0/26', affinity: 'host:node-2', free: 40, taken: addresses},
];
const own = {type: 'blackhole', dst: '10.42.2.0/26', protocol: '80', flags: []};
const given = {
	own: block(taken('10.42.2.7', 'node-2'), taken('10.42.2.9', 'node-3')),
	pools: [ipPool()],
	nodes: [kubeNode('node-2'), kubeNode('node-3')],
	routes: routesOf(own),
	self: {name: 'node-2', toldBy: 'certificate of kubelet'},
	now,
};

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'borrowed, and routed': {
			evidence: {
				...given,
				routes: routesOf(own, {
					dst: '10.42.2.9',
					gateway: '10.42.3.0',
					dev: 'vxlan.calico',
					protocol: '80',
					flags: ['onlink'],
				}),
			},
		},
		'borrowed seconds ago': {evidence: {...given, own: block(taken('10.42.2.9', 'node-3', now - 4000))}},
		'by a Node that is gone': {evidence: {...given, nodes: given.nodes.slice(0, 1)}},
		'a pool of BGP, where an address that was not given back has no route': {
			evidence: {...given, pools: [ipPool({vxlanMode: 'Never'})]},
		},
		'of no pool any more': {evidence: {...given, pools: []}},
		'nobody borrows': {evidence: {...given, own: block(taken('10.42.2.7', 'node-2'))}},
	},
	fails: {
		'borrowed, and not routed': {
			evidence: given,
			findings: [
				{
					message: 'unrouted',
					subject: {kind: 'Node', name: 'node-3'},
					text: 'node-3 has borrowed 10.42.2.9 from a block of this node',
				},
			],
		},
	},
});
