import {test} from 'vitest';
import check from '../../../checks/calico/ip-pool-reach.ts';
import type {ConntrackEntry} from '../../../src/parsers/conntrack.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {calicoNode, ipPool, kubeNode, routesOf} from '../builders.ts';
import {tracked} from '../conntrack-builders.ts';

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
const answered: readonly ConntrackEntry[] = [];
const ofPod = tracked('udp', {
	source: '10.42.97.7',
	to: '10.0.0.254',
	port: 53,
	backPort: 40_000,
	isReplied: true,
});
const plain = ipPool({vxlanMode: 'Never'});
const subject = {kind: 'IPPool', name: 'default-ipv4-ippool'} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'VXLAN and NAT, as RKE2 has it': {
			evidence: {pools: [ipPool()], routes, nodes, node, answered},
			environment,
		},
		'IPIP with routes that Felix brings': {
			evidence: {
				pools: [ipPool({vxlanMode: 'Never', ipipMode: 'Always'})],
				routes: byFelix,
				nodes,
				node,
				answered,
			},
			environment,
		},
		'a single node, which needs no routes': {
			evidence: {pools: [plain], routes, nodes: [node], node, answered},
			environment: {...environment, nodeName: told('node-2')},
		},
		'a pool that is disabled': {
			evidence: {
				pools: [ipPool({vxlanMode: 'Never', isNatOutgoing: false, isDisabled: true})],
				routes,
				nodes,
				node,
				answered,
			},
			environment,
		},
		'a pool without NAT, of which a pod gets answers': {
			evidence: {pools: [ipPool({isNatOutgoing: false})], routes, nodes, node, answered: [ofPod]},
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
				answered,
			},
			environment,
		},
		'addresses of IPv6 that the whole world knows': {
			evidence: {
				pools: [ipPool({cidr: '2001:db8:42::/56', isNatOutgoing: false})],
				routes,
				nodes,
				node,
				answered,
			},
			environment,
		},
	},
	fails: {
		'IPIP was chosen and BGP left off': {
			evidence: {pools: [ipPool({vxlanMode: 'Never', ipipMode: 'Always'})], routes, nodes, node, answered},
			environment,
			findings: [{message: 'unrouted', subject, text: 'IPIP Always'}],
		},
		'no encapsulation and no BGP': {
			evidence: {pools: [plain], routes, nodes, node, answered},
			environment,
			findings: [{message: 'unrouted', subject, text: 'no encapsulation'}],
		},
		'NAT was switched off, and another pool is known outside': {
			evidence: {
				pools: [ipPool({isNatOutgoing: false, cidr: '10.52.0.0/16'})],
				routes,
				nodes,
				node,
				answered: [ofPod],
			},
			environment,
			findings: [{message: 'natOff', subject, text: '10.52.0.0/16'}],
		},
		'NAT was switched off': {
			evidence: {pools: [ipPool({isNatOutgoing: false})], routes, nodes, node, answered},
			environment,
			findings: [{message: 'natOff', subject, text: '10.42.0.0/16'}],
		},
	},
});
