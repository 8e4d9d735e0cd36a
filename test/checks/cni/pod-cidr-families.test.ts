import {test} from 'vitest';
import check from '../../../checks/cni/pod-cidr-families.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';

const evidence = (podCidrs: readonly string[], ...pods: readonly string[]) => ({
	node: kubeNode('node-2', {podCidrs}),
	ranges: {pods, services: ['10.43.0.0/16'], dns: [], domain: 'cluster.local'},
});
const ipv6 = '2001:cafe:42::/56';

testCheck(test, check, {
	passes: {
		'one family': {evidence: evidence(['10.42.1.0/24'], '10.42.0.0/16')},
		'both families': {evidence: evidence(['10.42.1.0/24', '2001:cafe:42:1::/64'], '10.42.0.0/16', ipv6)},
		'nothing is known of the cluster': {evidence: evidence(['10.42.1.0/24'])},
		'a Node without any': {evidence: evidence([], '10.42.0.0/16', ipv6)},
		'a range that is none': {evidence: evidence(['10.42.1.0/24'], '10.42.0.0/16', 'somewhere')},
	},
	fails: {
		'IPv6 was added later': {
			evidence: evidence(['10.42.1.0/24'], '10.42.0.0/16', ipv6),
			findings: [
				{
					message: 'missing',
					subject: {kind: 'Node', name: 'node-2'},
					text: 'cluster-cidr has IPv6 (10.42.0.0/16,2001:cafe:42::/56), but the Node node-2 has only 10.42.1.0/24',
				},
			],
		},
	},
});
