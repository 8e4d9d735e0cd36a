import {test} from 'vitest';
import check from '../../../checks/interface/internal-ip-duplicate.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';

const one = kubeNode('node-1', {internalIps: ['10.0.0.1', 'fd00::1']});
const two = kubeNode('node-2', {internalIps: ['10.0.0.2']});

testCheck(test, check, {
	environment: {cni: told('calico' as const)},
	passes: {
		'each has its own': {evidence: {nodes: [one, two]}},
		'what is left of a Node that was renamed': {
			evidence: {
				nodes: [
					one,
					kubeNode('old-name', {
						internalIps: ['10.0.0.1'],
						taints: [{key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule'}],
					}),
				],
			},
		},
		'no addresses yet': {evidence: {nodes: [one, kubeNode('node-3')]}},
	},
	fails: {
		'a cloned machine': {
			evidence: {nodes: [one, two, kubeNode('node-3', {internalIps: ['10.0.0.1']})]},
			findings: [
				{message: 'duplicate', subject: {kind: 'Node', name: 'node-1'}, text: 'node-1 and node-3 have'},
			],
		},
	},
});
