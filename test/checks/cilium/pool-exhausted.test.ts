import {test} from 'vitest';
import check from '../../../checks/cilium/pool-exhausted.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';
import {onCilium} from '../cilium-builders.ts';

const three = ['node-1', 'node-2', 'node-3'].map(name => kubeNode(name));
const windows = kubeNode('node-4', {labels: {'kubernetes.io/os': 'windows'}});
const virtual = kubeNode('node-5', {labels: {type: 'virtual-kubelet'}});
const pool = (cidr: string, size?: string) => ({
	ipam: 'cluster-pool',
	'enable-ipv4': 'true',
	'cluster-pool-ipv4-cidr': cidr,
	...(size !== undefined && {'cluster-pool-ipv4-mask-size': size}),
});
const subject = {kind: 'HelmChartConfig', namespace: 'kube-system', name: 'rke2-cilium'} as const;

testCheck(test, check, {
	environment: onCilium,
	passes: {
		'room for many': {evidence: {configuration: pool('10.42.0.0/16', '24'), nodes: three}},
		'as many ranges as nodes': {
			evidence: {configuration: pool('10.42.0.0/23 10.44.0.0/24', '24'), nodes: three},
		},
		'a node without Cilium': {
			evidence: {configuration: pool('10.42.0.0/22', '24'), nodes: [...three, windows, virtual]},
		},
		'no size, which is not a size of /0': {
			evidence: {configuration: pool('10.42.0.0/16', ''), nodes: three},
		},
		'a size that is no number': {
			evidence: {configuration: pool('10.42.0.0/24', '/24'), nodes: three},
		},
		'a size that none of its ranges has room for': {
			evidence: {configuration: pool('10.42.0.0/24', '16'), nodes: three},
		},
		'ranges of the Nodes, and a pool that nobody uses': {
			evidence: {configuration: {...pool('10.42.0.0/24'), ipam: 'kubernetes'}, nodes: three},
		},
		'a family that is off': {
			evidence: {
				configuration: {
					...pool('10.42.0.0/16'),
					'cluster-pool-ipv6-cidr': 'fd00::/119',
					'enable-ipv6': 'false',
				},
				nodes: three,
			},
		},
	},
	fails: {
		'two ranges for three nodes': {
			evidence: {configuration: pool('10.42.0.0/23', '24'), nodes: three},
			findings: [
				{
					message: 'exhausted',
					subject,
					text: '10.42.0.0/23, cut into ranges of /24, has 2 of them, and the cluster has 3 nodes',
				},
			],
		},
		'the usual size': {
			evidence: {configuration: pool('10.42.0.0/24'), nodes: three},
			findings: [{message: 'exhausted', subject, text: 'has 1 of them'}],
		},
		IPv6: {
			evidence: {
				configuration: {
					...pool('10.42.0.0/16'),
					'cluster-pool-ipv6-cidr': 'fd00::/119',
					'enable-ipv6': 'true',
				},
				nodes: three,
			},
			findings: [{message: 'exhausted', subject, text: 'cut into ranges of /120'}],
		},
	},
});
