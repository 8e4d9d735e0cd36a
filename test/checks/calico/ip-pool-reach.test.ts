import {test} from 'vitest';
import check from '../../../checks/calico/ip-pool-reach.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {calicoNode, ipPool, kubeNode, routesOf} from '../builders.ts';

const node = kubeNode('node-2', {labels: {rack: 'a'}});
const nodes = [kubeNode('node-1'), kubeNode('node-2')];
const routes = routesOf(
	{type: 'unicast', dst: 'default', gateway: '10.0.0.254', dev: 'eth0', protocol: 'boot', flags: []},
	{type: 'blackhole', dst: '10.42.99.0/26', protocol: '80', flags: []},
);
const byFelix = routesOf({
	type: 'unicast',
	dst: '10.42.97.0/26',
	gateway: '10.0.0.2',
	dev: 'tunl0',
	protocol: '80',
	flags: ['onlink'],
});
const environment = {bgp: told(false)};
const plain = ipPool({vxlanMode: 'Never'});
const subject = {kind: 'IPPool', name: 'default-ipv4-ippool'} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'VXLAN and NAT, as RKE2 has it': {
			evidence: {pools: [ipPool()], routes, nodes, node},
			environment,
		},
		'IPIP with routes that Felix brings': {
			evidence: {
				pools: [ipPool({vxlanMode: 'Never', ipipMode: 'Always'})],
				routes: byFelix,
				nodes,
				node,
			},
			environment,
		},
		'a single node, which needs no routes': {
			evidence: {pools: [plain], routes, nodes: [node], node},
			environment: {...environment, nodeName: told('node-2')},
		},
		'a pool that is disabled': {
			evidence: {
				pools: [ipPool({vxlanMode: 'Never', isNatOutgoing: false, isDisabled: true})],
				routes,
				nodes,
				node,
			},
			environment,
		},
		'pools that routers outside have routes to: for other racks, and to be asked for': {
			evidence: {
				pools: [
					ipPool(),
					ipPool({...plain, name: 'rack-b', isNatOutgoing: false, nodeSelector: "rack == 'b'"}),
					ipPool({...plain, name: 'public', isNatOutgoing: false, assignmentMode: 'Manual'}),
				],
				routes,
				nodes,
				node,
			},
			environment,
		},
	},
	fails: {
		'IPIP was chosen and BGP left off': {
			evidence: {pools: [ipPool({vxlanMode: 'Never', ipipMode: 'Always'})], routes, nodes, node},
			environment,
			findings: [{message: 'unrouted', subject, text: 'IPIP Always'}],
		},
		'no encapsulation and no BGP': {
			evidence: {pools: [plain], routes, nodes, node},
			environment,
			findings: [{message: 'unrouted', subject, text: 'no encapsulation'}],
		},
	},
});
