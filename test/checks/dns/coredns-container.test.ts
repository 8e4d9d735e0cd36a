import {test} from 'vitest';
import check from '../../../checks/dns/coredns-container.ts';
import type {ContainerRun} from '../../../src/derive/pod-run.ts';
import {testCheck} from '../../../src/testing.ts';
import {canalPod, containerRun, minutesAgo, now} from '../builders.ts';

const subject = {kind: 'Deployment', namespace: 'kube-system', name: 'rke2-coredns-rke2-coredns'} as const;
const ended = (reason: string) =>
	({
		state: 'exited',
		attempt: 6,
		createdAt: minutesAgo(3),
		end: {exitCode: 137, reason, startedAt: minutesAgo(3), finishedAt: minutesAgo(2)},
	}) as const;
const running = (changes: Partial<ContainerRun>) => ({
	coredns: {pod: canalPod({name: 'rke2-coredns-x7k2p', containers: [containerRun('coredns', changes)]})},
	now,
});

testCheck(test, check, {
	passes: {
		'no CoreDNS here': {evidence: {coredns: {}, now}},
		'it was restarted once, hours ago': {evidence: running({attempt: 1, createdAt: minutesAgo(300)})},
	},
	fails: {
		'a reason that nobody knows': {
			evidence: {
				...running(ended('Error')),
				logs: [
					{
						container: 'coredns',
						attempt: 6,
						path: '/var/log/pods/kube-system_rke2-coredns-x7k2p_aa/coredns/6.log',
						lines: [{time: minutesAgo(3), stream: 'stderr' as const, message: 'panic: something'}],
					},
				],
			},
			findings: [{message: 'crashing', subject, text: '6 restarts; it says: panic: something'}],
		},
		'too little memory': {
			evidence: running(ended('OOMKilled')),
			findings: [{message: 'memory', subject, text: '(OOMKilled), 6 restarts'}],
		},
	},
});
