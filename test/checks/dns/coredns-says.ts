import {canalPod, containerRun, minutesAgo, now} from '../builders.ts';

const running = containerRun('coredns');
export const ended = containerRun('coredns', {
	attempt: 6,
	state: 'exited',
	createdAt: minutesAgo(2),
	end: {exitCode: 1, reason: 'Error', startedAt: minutesAgo(2), finishedAt: minutesAgo(2)},
});
/** CoreDNS has said this so many times, with so many seconds between, the last time so many minutes ago. */
export const says = (
	message: string,
	{
		times = 1,
		run = running,
		minutes = 1,
		every = 1,
	}: {times?: number; run?: typeof running; minutes?: number; every?: number} = {},
) => ({
	evidence: {
		coredns: {
			pod: canalPod({name: 'rke2-coredns-rke2-coredns-x', createdAt: minutesAgo(1440), containers: [run]}),
		},
		logs: [
			{
				container: 'coredns',
				attempt: run.attempt,
				path: `/var/log/pods/kube-system_rke2-coredns-rke2-coredns-x_2d3e/coredns/${run.attempt}.log`,
				lines: ['.:53', ...Array<string>(times).fill(message)].map(
					(text, index) =>
						({
							time: minutesAgo(minutes) - (times - index) * every * 1000,
							stream: 'stdout',
							message: text,
						}) as const,
				),
			},
		],
		now,
	},
});
