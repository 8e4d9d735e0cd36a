import {test} from 'vitest';
import check from '../../../checks/canal/cluster-network.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';
import {netConf} from '../flannel-builders.ts';

const evidence = (network: string, podCidrs: readonly string[], changes: Partial<typeof netConf> = {}) => ({
	netConf: {...netConf, source: 'file of flanneld' as const, network, ...changes},
	node: kubeNode('node-2', {podCidrs}),
});

testCheck(test, check, {
	passes: {
		'the range of the cluster': {evidence: evidence('10.42.0.0/16', ['10.42.1.0/24'])},
		'both families': {
			evidence: evidence('10.42.0.0/16', ['10.42.1.0/24', '2001:cafe:42:1::/64'], {
				ipv6Network: '2001:cafe:42::/56',
			}),
		},
		'a family that flannel has not': {
			evidence: evidence('10.42.0.0/16', ['10.42.1.0/24', '2001:cafe:42:1::/64']),
		},
		'only the chart tells': {
			evidence: evidence('10.244.0.0/16', ['10.42.1.0/24'], {source: 'values of the chart'}),
		},
		'a Node without a range': {evidence: evidence('10.42.0.0/16', [])},
	},
	fails: {
		'the ConfigMap was made for another cluster': {
			evidence: evidence('10.244.0.0/16', ['10.42.1.0/24']),
			findings: [
				{
					message: 'outside',
					subject: {kind: 'AddressRange', name: '10.244.0.0/16'},
					text: 'takes 10.244.0.0/16 for the range of all pods, but the pods of this node are in 10.42.1.0/24',
				},
			],
		},
	},
});
