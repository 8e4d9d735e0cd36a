import {test} from 'vitest';
import check from '../../../checks/calico/pod.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {calicoNode, calicoPod, containerRun, minutesAgo, now} from '../builders.ts';

const subject = {kind: 'DaemonSet', namespace: 'calico-system', name: 'calico-node'} as const;
const elsewhere = {
	...{id: 's1', uid: 'u1', name: 'calico-node-x7k2p', namespace: 'kube-system', isReady: true},
	...{attempt: 0, createdAt: minutesAgo(60), labels: {'k8s-app': 'calico-node'}, annotations: {}},
} as const;
const down = (minutes: number) =>
	calicoPod({
		isReady: false,
		containers: [
			containerRun('calico-node', {state: 'exited', end: {exitCode: 137, finishedAt: minutesAgo(minutes)}}),
		],
	});

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'a pod that runs': {evidence: {settled: true, calico: {pod: calicoPod()}, pods: [], now}},
		'the old pod of an upgrade, which ended a minute ago': {
			evidence: {settled: true, calico: {pod: down(1)}, pods: [], now},
		},
		'a Calico of its own manifest, in kube-system': {
			evidence: {settled: true, calico: {}, pods: [elsewhere], now},
		},
	},
	fails: {
		'no pod': {
			evidence: {settled: true, calico: {}, pods: [], now},
			findings: [{message: 'absent', subject}],
		},
		'a sandbox that ended an hour ago': {
			evidence: {settled: true, calico: {pod: down(60)}, pods: [], now},
			findings: [{message: 'sandboxDown', subject}],
		},
		'a node that has just booted': {
			evidence: {settled: true, calico: {}, pods: [], now},
			environment: {...calicoNode, service: told('starting')},
			findings: [{message: 'starting', subject}],
		},
	},
});
