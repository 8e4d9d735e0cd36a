import {test} from 'vitest';
import check from '../../../checks/cilium/operator.ts';
import {testCheck} from '../../../src/testing.ts';
import {minutesAgo, now} from '../builders.ts';
import {onCilium} from '../cilium-builders.ts';

const ready = {type: 'Ready', status: 'True'} as const;
const unready = {
	type: 'Ready',
	status: 'False',
	reason: 'ContainersNotReady',
	message: 'containers with unready status: [cilium-operator]',
} as const;
const unplaced = {
	type: 'PodScheduled',
	status: 'False',
	reason: 'Unschedulable',
	message:
		'0/3 nodes are available: 3 node(s) had untolerated taint {node.cloudprovider.kubernetes.io/uninitialized: true}.',
} as const;
const pod = (name: string, changes: object = {}) => ({
	name,
	node: 'node-1',
	phase: 'Running',
	createdAt: minutesAgo(60),
	conditions: [ready],
	...changes,
});
const pending = {
	name: 'cilium-operator-b',
	phase: 'Pending',
	createdAt: minutesAgo(60),
	conditions: [unplaced],
};
const subject = {kind: 'Deployment', namespace: 'kube-system', name: 'cilium-operator'} as const;

testCheck(test, check, {
	passes: {
		'both ready': {evidence: {operators: [pod('a'), pod('b')], now}, environment: onCilium},
		'a cluster of one node: the second one stays Pending': {
			evidence: {operators: [pod('a'), pending], now},
			environment: onCilium,
		},
		'they have just been made': {
			evidence: {operators: [{...pending, createdAt: minutesAgo(2)}], now},
			environment: onCilium,
		},
	},
	fails: {
		'no pod at all': {
			evidence: {operators: [], now},
			environment: onCilium,
			findings: [{message: 'absent', subject}],
		},
		'a taint keeps them away': {
			evidence: {operators: [pending, {...pending, name: 'cilium-operator-c'}], now},
			environment: onCilium,
			findings: [{message: 'unplaced', subject, text: 'untolerated taint'}],
		},
		'it crashes, and the second one has no node': {
			evidence: {operators: [pending, pod('a', {conditions: [unready]})], now},
			environment: onCilium,
			findings: [{message: 'notReady', subject, text: 'Running on node-1, ContainersNotReady'}],
		},
		'it is being deleted': {
			evidence: {operators: [pod('a', {isBeingDeleted: true})], now},
			environment: onCilium,
			findings: [{message: 'notReady', subject}],
		},
	},
});
