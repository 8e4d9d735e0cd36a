import {test} from 'vitest';
import check from '../../../checks/cilium/envoy.ts';
import {testCheck} from '../../../src/testing.ts';
import {containerRun, minutesAgo, now} from '../builders.ts';
import {ciliumPod, onCilium} from '../cilium-builders.ts';

const subject = {kind: 'DaemonSet', namespace: 'kube-system', name: 'cilium-envoy'} as const;
const {pod} = ciliumPod(containerRun('cilium-envoy'));

testCheck(test, check, {
	environment: onCilium,
	passes: {
		'it runs': {evidence: {envoy: {pod}, now}},
		'Envoy is in the agent': {evidence: {envoy: {}, now}},
		'it has just been created': {
			evidence: {envoy: {pod: {...pod, createdAt: minutesAgo(2), containers: []}}, now},
		},
	},
	fails: {
		'its image is not there': {
			evidence: {envoy: {pod: {...pod, createdAt: minutesAgo(30), containers: []}}, now},
			findings: [{message: 'notStarted', subject, text: 'for 30 minutes: no container'}],
		},
		'its port is taken': {
			evidence: {
				envoy: {
					pod: {
						...pod,
						containers: [
							containerRun('cilium-envoy', {
								attempt: 9,
								state: 'exited',
								createdAt: minutesAgo(2),
								end: {exitCode: 1, reason: 'Error', startedAt: minutesAgo(2), finishedAt: minutesAgo(1)},
							}),
						],
					},
				},
				now,
			},
			findings: [{message: 'failing', subject, text: 'exit code 1 (Error), 9 restarts'}],
		},
	},
});
