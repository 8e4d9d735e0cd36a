import {test} from 'vitest';
import check from '../../../checks/rke2/cloud-taint.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode, minutesAgo, now} from '../builders.ts';

const taint = {key: 'node.cloudprovider.kubernetes.io/uninitialized', value: 'true', effect: 'NoSchedule'};
const joined = (minutes: number) => [
	{type: 'MemoryPressure', status: 'False', changedAt: minutesAgo(minutes)} as const,
	{type: 'Ready', status: 'False', changedAt: minutesAgo(1)} as const,
];

testCheck(test, check, {
	passes: {
		'no taint': {evidence: {node: kubeNode('node-2', {conditions: joined(60)}), now}},
		'a taint of somebody else': {
			evidence: {
				node: kubeNode('node-2', {taints: [{...taint, key: 'dedicated'}], conditions: joined(60)}),
				now,
			},
		},
		'a new node': {evidence: {node: kubeNode('node-2', {taints: [taint], conditions: joined(2)}), now}},
		'nobody knows since when': {evidence: {node: kubeNode('node-2', {taints: [taint]}), now}},
	},
	fails: {
		'nobody takes the node in': {
			evidence: {
				node: kubeNode('node-2', {taints: [taint], conditions: joined(60)}),
				now,
				rke2: {
					files: [],
					settings: new Map([
						['cloud-provider-name', {values: ['external'], files: ['/etc/rancher/rke2/config.yaml']}],
					]),
					cni: {primary: 'canal', multus: false, isExplicit: false, source: "RKE2's default"},
				},
			},
			findings: [
				{
					message: 'uninitialized',
					subject: {kind: 'Node', name: 'node-2'},
					text: '60 minutes after it joined',
				},
			],
		},
	},
});
