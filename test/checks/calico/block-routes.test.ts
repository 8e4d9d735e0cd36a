import {test} from 'vitest';
import check from '../../../checks/calico/block-routes.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, ipPool, kubeNode, minutesAgo, now, routesOf} from '../builders.ts';

const calico = 'projectcalico.org';
const node = (name: string, tunnel: string, changes: Parameters<typeof kubeNode>[1] = {}) =>
	kubeNode(name, {annotations: {[`${calico}/IPv4VXLANTunnelAddr`]: tunnel}, ...changes});
const nodes = [node('node-2', '10.42.2.0'), node('node-3', '10.42.3.0')];
const affinity = (block: string, createdAt: number, state = 'confirmed') => ({
	cidr: block,
	node: 'node-3',
	state,
	createdAt,
});
const tunnelled = (dst: string, gateway = '10.42.3.0') => ({
	dst,
	gateway,
	dev: 'vxlan.calico',
	protocol: '80',
	flags: ['onlink'],
});
const uplink = {dst: 'default', gateway: '10.0.0.254', dev: 'eth0', protocol: 'static', flags: []};
const routes = routesOf(uplink, tunnelled('10.42.3.0/26'));
const given = {
	affinities: [affinity('10.42.3.0/26', minutesAgo(600)), affinity('10.42.3.64/26', minutesAgo(10))],
	pools: [ipPool()],
	nodes,
	routes,
	self: {name: 'node-2', toldBy: 'certificate of kubelet'},
	now,
};
const ofBgp = (name: string, address: string) =>
	kubeNode(name, {annotations: {[`${calico}/IPv4Address`]: `${address}/24`}});
const subject = {kind: 'Node', name: 'node-3'} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'BGP by a node that routes between two networks': {
			evidence: {
				...given,
				pools: [ipPool({vxlanMode: 'Never'})],
				nodes: [ofBgp('node-2', '10.0.0.2'), ofBgp('node-3', '10.1.0.3'), ofBgp('node-4', '10.0.0.4')],
				routes: routesOf(
					uplink,
					{...uplink, dst: '10.1.0.0/24', gateway: '10.0.0.4'},
					{...uplink, dst: '10.42.3.0/26', gateway: '10.0.0.4', protocol: 'bird'},
				),
			},
		},
		'BGP by a reflector that names itself for the blocks of all': {
			evidence: {
				...given,
				affinities: [
					affinity('10.42.3.0/26', minutesAgo(600)),
					{...affinity('10.42.5.0/26', minutesAgo(600)), node: 'node-5'},
				],
				pools: [ipPool({vxlanMode: 'Never'})],
				nodes: [
					ofBgp('node-2', '10.0.0.2'),
					ofBgp('node-3', '10.0.0.3'),
					ofBgp('node-4', '10.0.0.4'),
					ofBgp('node-5', '10.0.0.5'),
				],
				routes: routesOf(
					uplink,
					{...uplink, dst: '10.42.3.0/26', gateway: '10.0.0.4', protocol: 'bird'},
					{...uplink, dst: '10.42.5.0/26', gateway: '10.0.0.4', protocol: 'bird'},
				),
			},
		},
		'BGP by a router of the network': {
			evidence: {
				...given,
				pools: [ipPool({vxlanMode: 'Never'})],
				nodes: [ofBgp('node-2', '10.0.0.2'), ofBgp('node-3', '10.1.0.3'), ofBgp('node-4', '10.0.0.4')],
				routes: routesOf(uplink, {...uplink, dst: '10.42.3.0/26', protocol: 'bird'}),
			},
		},
		'BGP by the node itself': {
			evidence: {
				...given,
				pools: [ipPool({vxlanMode: 'Never'})],
				nodes: [ofBgp('node-2', '10.0.0.2'), ofBgp('node-3', '10.0.0.3'), ofBgp('node-4', '10.0.0.4')],
				routes: routesOf(uplink, {...uplink, dst: '10.42.3.0/26', gateway: '10.0.0.3', protocol: 'bird'}),
			},
		},
		'each block has its route': {
			evidence: {...given, routes: [...routes, ...routesOf(tunnelled('10.42.3.64/26'))]},
		},
		'a block that was claimed seconds ago': {
			evidence: {...given, affinities: [affinity('10.42.3.64/26', now - 5000)]},
		},
		'a block that is being given back': {
			evidence: {...given, affinities: [affinity('10.42.3.64/26', minutesAgo(10), 'pendingDeletion')]},
		},
		'a block of a Node that is gone': {evidence: {...given, nodes: nodes.slice(0, 1)}},
		'a block of a Node that is down': {
			evidence: {
				...given,
				nodes: [
					node('node-3', '10.42.3.0', {
						taints: [{key: 'node.kubernetes.io/unreachable', effect: 'NoExecute'}],
					}),
				],
			},
		},
		'no way to the node at all, which is told elsewhere': {evidence: {...given, routes: routesOf(uplink)}},
		'a block of a pool that BIRD routes': {
			evidence: {...given, pools: [ipPool({vxlanMode: 'Never'})]},
		},
		'a route that somebody has entered for the whole pool': {
			evidence: {...given, routes: [...routes, ...routesOf({...uplink, dst: '10.42.0.0/16'})]},
		},
		'its own block': {
			evidence: {...given, self: {name: 'node-3', toldBy: 'certificate of kubelet'}},
		},
	},
	fails: {
		'the second block leads to the node that had it before': {
			evidence: {
				...given,
				nodes: [...nodes, node('node-4', '10.42.4.0')],
				routes: [...routes, ...routesOf(tunnelled('10.42.3.64/26', '10.42.4.0'))],
			},
			findings: [{message: 'former', subject, text: 'leads to node-4 instead'}],
		},
		'the same with BGP': {
			evidence: {
				...given,
				pools: [ipPool({vxlanMode: 'Never'})],
				nodes: [ofBgp('node-2', '10.0.0.2'), ofBgp('node-3', '10.0.0.3'), ofBgp('node-4', '10.0.0.4')],
				routes: routesOf(uplink, {...uplink, dst: '10.42.3.0/26', gateway: '10.0.0.4', protocol: 'bird'}),
			},
			findings: [{message: 'former', subject, text: 'leads to node-4 instead'}],
		},
		'the second block has none': {
			evidence: given,
			findings: [{message: 'missing', subject, text: 'No route leads to 10.42.3.64/26'}],
		},
		'only a wider one of somebody else': {
			evidence: {...given, routes: [...routes, ...routesOf({...uplink, dst: '10.0.0.0/8'})]},
			findings: [{message: 'missing', subject}],
		},
		'this node had it before': {
			evidence: {
				...given,
				routes: [
					...routes,
					...routesOf({type: 'blackhole', dst: '10.42.3.64/26', protocol: '80', flags: []}),
				],
			},
			findings: [{message: 'refused', subject, text: 'its route blackhole 10.42.3.64/26'}],
		},
	},
});
