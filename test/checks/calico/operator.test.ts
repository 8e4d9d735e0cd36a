import {test} from 'vitest';
import check from '../../../checks/calico/operator.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, minutesAgo, now} from '../builders.ts';

const ready = {type: 'Ready', status: 'True'} as const;
const unready = {
	...ready,
	status: 'False',
	reason: 'ContainersNotReady',
	message: 'unready: [tigera-operator]',
} as const;
const unplaced = {
	type: 'PodScheduled',
	status: 'False',
	reason: 'Unschedulable',
	message: "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.",
} as const;
const pod = (changes: object = {}) => ({
	name: 'tigera-operator-6d5b8f7c9d-xk2p4',
	node: 'node-1',
	phase: 'Running',
	createdAt: minutesAgo(60),
	conditions: [ready],
	...changes,
});
const subject = {kind: 'Deployment', namespace: 'tigera-operator', name: 'tigera-operator'} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'it is ready': {evidence: {operators: [pod()], pods: [], now}},
		'it moves to another node': {
			evidence: {operators: [pod({conditions: [unready], createdAt: minutesAgo(2)})], pods: [], now},
		},
		'the new one is ready, and the old one ends': {
			evidence: {
				operators: [pod(), pod({name: 'tigera-operator-6d5b8f7c9d-abcde', conditions: [unready]})],
				pods: [],
				now,
			},
		},
	},
	fails: {
		'its pods are refused': {
			evidence: {operators: [], pods: [], now},
			findings: [{message: 'absent', subject}],
		},
		'no node fits its selector': {
			evidence: {
				operators: [{name: 'a', phase: 'Pending', createdAt: minutesAgo(60), conditions: [unplaced]}],
				pods: [],
				now,
			},
			findings: [{message: 'unplaced', subject, text: 'Unschedulable'}],
		},
		'it crashes': {
			evidence: {operators: [pod({conditions: [unready]})], pods: [], now},
			findings: [{message: 'notReady', subject, text: 'Running on node-1'}],
		},
	},
});
