import {test} from 'vitest';
import check from '../../../checks/service/ingress-controller.ts';
import type {ContainerRun} from '../../../src/derive/pod-run.ts';
import {testCheck} from '../../../src/testing.ts';
import {canalPod, containerRun, minutesAgo, now} from '../builders.ts';

const name = 'rke2-ingress-nginx-controller';
const ended: Partial<ContainerRun> = {
	state: 'exited',
	attempt: 6,
	createdAt: minutesAgo(3),
	end: {exitCode: 255, reason: 'Error', startedAt: minutesAgo(3), finishedAt: minutesAgo(2)},
};
const of = (changes: Partial<ContainerRun>, ...messages: readonly string[]) => ({
	evidence: {
		ingress: {pod: canalPod({name: `${name}-x7k2p`, containers: [containerRun(name, changes)]})},
		logs:
			messages.length === 0
				? []
				: [
						{
							container: name,
							attempt: 6,
							path: `/var/log/pods/kube-system_${name}-x7k2p_aa/${name}/6.log`,
							lines: messages.map(message => ({time: minutesAgo(3), stream: 'stderr' as const, message})),
						},
					],
		now,
	},
});
const subject = {kind: 'DaemonSet', namespace: 'kube-system', name} as const;

testCheck(test, check, {
	passes: {
		'none on this node': {evidence: {ingress: {}, logs: [], now}},
		'one that runs': of({attempt: 1, createdAt: minutesAgo(300)}),
		'one that ended just now': of({...ended, attempt: 0, end: {finishedAt: minutesAgo(0.5)}}),
	},
	fails: {
		'a port that httpd has': {
			...of(ended, 'nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)'),
			findings: [{message: 'portTaken', subject, text: 'another program has port 80: nginx: [emerg]'}],
		},
		'the controller says so itself': {
			...of(
				ended,
				'F1123 10:00:00.223456       8 main.go:63] port 443 is already in use. Please check the flag --https-port',
			),
			findings: [{message: 'portTaken', subject, text: 'has port 443'}],
		},
		'another reason': {
			...of(
				ended,
				'F1123 10:00:00.223456       8 main.go:63] no service with name kube-system/rke2-ingress found',
			),
			findings: [{message: 'crashing', subject, text: '6 restarts'}],
		},
		'a reason that nobody knows': {...of(ended), findings: [{message: 'crashing', subject}]},
	},
});
