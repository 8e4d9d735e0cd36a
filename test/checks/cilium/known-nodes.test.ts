import {test} from 'vitest';
import check from '../../../checks/cilium/known-nodes.ts';
import {parseCiliumClusterNodes} from '../../../src/parsers/cilium-cluster-nodes.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';
import {onCilium} from '../cilium-builders.ts';

const entry = (name: string, ip: string, range: string) => ({
	name,
	'primary-address': {ipv4: {'alloc-range': range, enabled: true, ip}, ipv6: {}},
	source: 'custom-resource',
});
const own = entry('default/node-2', '10.0.0.12', '10.42.1.0/24');
const node3 = kubeNode('node-3', {internalIps: ['10.0.0.13'], podCidrs: ['10.42.2.0/24']});
const knowing = (
	entries: readonly object[],
	nodes = [kubeNode('node-2'), node3],
	ipamMode = 'kubernetes',
) => ({
	evidence: {
		list: parseCiliumClusterNodes(JSON.stringify({self: 'default/node-2', 'nodes-added': [own, ...entries]})),
		nodes,
		daemon: {ipamMode, options: {}},
	},
	environment: onCilium,
});
const subject = {kind: 'Peer', name: 'node-3'} as const;

testCheck(test, check, {
	passes: {
		'all as the cluster has it': knowing([entry('default/node-3', '10.0.0.13', '10.42.2.0/24')]),
		'a node of another cluster of a mesh': knowing([
			entry('default/node-3', '10.0.0.13', '10.42.2.0/24'),
			entry('west/node-1', '10.9.0.1', '10.44.0.0/24'),
		]),
		'a node that is not up yet': knowing(
			[],
			[kubeNode('node-3', {taints: [{key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule'}]})],
		),
		'a node of Windows': knowing([], [kubeNode('node-3', {labels: {'kubernetes.io/os': 'windows'}})]),
		'its external address': knowing(
			[entry('default/node-3', '203.0.113.3', '10.42.2.0/24')],
			[
				kubeNode('node-3', {
					internalIps: ['10.0.0.13'],
					externalIps: ['203.0.113.3'],
					podCidrs: ['10.42.2.0/24'],
				}),
			],
		),
		'ranges of its own': knowing(
			[entry('default/node-3', '10.0.0.13', '10.0.2.0/24')],
			[kubeNode('node-2'), node3],
			'cluster-pool',
		),
		'a family of which the Node has no range': knowing(
			[entry('default/node-3', '10.0.0.13', '10.42.2.0/24')],
			[kubeNode('node-3', {internalIps: ['10.0.0.13'], podCidrs: ['2001:cafe:42:2::/64']})],
		),
	},
	fails: {
		'a node without CiliumNode': {...knowing([]), findings: [{message: 'missing', subject, text: 'node-3'}]},
		'the address from before it moved': {
			...knowing([entry('default/node-3', '10.0.0.99', '10.42.2.0/24')]),
			findings: [{message: 'address', subject, text: 'to 10.0.0.99, but the node has 10.0.0.13'}],
		},
		'the range from before it was deleted and came back': {
			...knowing([entry('default/node-3', '10.0.0.13', '10.42.7.0/24')]),
			findings: [{message: 'podCidr', subject, text: 'in 10.42.7.0/24, but the node has 10.42.2.0/24'}],
		},
	},
});
