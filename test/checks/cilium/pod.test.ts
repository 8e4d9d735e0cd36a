import {test} from 'vitest';
import check from '../../../checks/cilium/pod.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {containerRun, minutesAgo, now} from '../builders.ts';
import {ciliumPod, onCilium} from '../cilium-builders.ts';

const subject = {kind: 'DaemonSet', namespace: 'kube-system', name: 'cilium'} as const;
const down = {pod: {...ciliumPod().pod, isReady: false}};

testCheck(test, check, {
	passes: {
		'it is there': {evidence: {settled: true, pods: [], cilium: ciliumPod(), now}, environment: onCilium},
		'it is being replaced': {
			evidence: {
				settled: true,
				pods: [],
				cilium: {
					pod: {
						...down.pod,
						containers: [containerRun('cilium-agent', {state: 'exited', end: {finishedAt: minutesAgo(1)}})],
					},
				},
				now,
			},
			environment: onCilium,
		},
	},
	fails: {
		'there is none': {
			evidence: {settled: true, pods: [], cilium: {}, now},
			environment: onCilium,
			findings: [{message: 'absent', subject}],
		},
		'its sandbox is down': {
			evidence: {settled: true, pods: [], cilium: down, now},
			environment: onCilium,
			findings: [{message: 'sandboxDown', subject}],
		},
		'RKE2 is starting': {
			evidence: {settled: true, pods: [], cilium: {}, now},
			environment: {...onCilium, service: told('starting')},
			findings: [{message: 'starting', subject}],
		},
	},
});
