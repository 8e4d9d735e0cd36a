import type {ContainerRun} from '../../src/derive/pod-run.ts';
import {canalPod, containerRun, minutesAgo} from './builders.ts';

export const run = (changes: Partial<ContainerRun> = {}) => ({
	pod: canalPod({name: 'kube-proxy-node-2', containers: [containerRun('kube-proxy', changes)]}),
});
export const crash = {
	state: 'exited',
	attempt: 9,
	createdAt: minutesAgo(1),
	end: {exitCode: 1, startedAt: minutesAgo(1), finishedAt: minutesAgo(0)},
} as const;

/** The last lines of one run, 40 seconds apart, the last so many minutes ago. */
export const logs = (attempt: number, minutes: number, ...messages: readonly string[]) => [
	{
		container: 'kube-proxy',
		attempt,
		path: `/var/log/pods/kube-system_kube-proxy-node-2_u/kube-proxy/${attempt}.log`,
		lines: messages.map((message, index) => ({
			time: minutesAgo(minutes) - (messages.length - 1 - index) * 40_000,
			stream: 'stderr' as const,
			message,
		})),
	},
];
