import {test} from 'vitest';
import check from '../../../checks/dns/nodelocal.ts';
import {testCheck} from '../../../src/testing.ts';
import {canalPod, containerRun, minutesAgo, now} from '../builders.ts';

const pod = (minutes: number, ...containers: readonly ReturnType<typeof containerRun>[]) => ({
	pod: canalPod({name: 'node-local-dns-4hxnt', createdAt: minutesAgo(minutes), containers}),
});
const waits = (minutes: number) =>
	pod(minutes, containerRun('wait-coredns', {createdAt: minutesAgo(minutes)}));
const subject = {kind: 'DaemonSet', namespace: 'kube-system', name: 'node-local-dns'} as const;

testCheck(test, check, {
	passes: {
		'it runs': {evidence: {nodelocal: pod(600, containerRun('node-cache')), now}},
		'it is not switched on': {evidence: {nodelocal: {}, now}},
		'it waits for a CoreDNS that is starting, too': {evidence: {nodelocal: waits(2), now}},
		'it was restarted once': {
			evidence: {
				nodelocal: pod(600, containerRun('node-cache', {attempt: 1, createdAt: minutesAgo(1)})),
				now,
			},
		},
	},
	fails: {
		'it waits and waits': {
			evidence: {nodelocal: waits(30), now},
			findings: [{message: 'waiting', subject, text: 'for 30 minutes: wait-coredns running'}],
		},
		'its port is taken': {
			evidence: {
				nodelocal: pod(
					600,
					containerRun('node-cache', {
						attempt: 9,
						state: 'exited',
						createdAt: minutesAgo(2),
						end: {exitCode: 1, reason: 'Error', startedAt: minutesAgo(2), finishedAt: minutesAgo(1)},
					}),
				),
				now,
			},
			findings: [{message: 'failing', subject, text: 'node-cache, exit code 1 (Error), 9 restarts'}],
		},
	},
});
