import {containerRun, minutesAgo, now} from './builders.ts';
import {ciliumPod, onCilium} from './cilium-builders.ts';

export const refused = {state: 'refused', detail: 'connection refused'} as const;

/** A log that says this so many times at its end, once a second. */
export const logOf = (
	message: string | readonly string[],
	{container = 'cilium-agent', attempt = 0, times = 1} = {},
) => [
	{
		container,
		attempt,
		path: `/var/log/pods/kube-system_cilium-x7k2p_2d3e/${container}/${attempt}.log`,
		lines: [
			'level=info msg="Establishing connection to apiserver"',
			...Array(times).fill(message).flat(),
		].map(
			(text: string, index, {length}) =>
				({time: now - (length - index) * 1000, stream: 'stderr', message: text}) as const,
		),
	},
];

/** An agent that is not up, and the last that it said. */
export const says = (message: string, options?: Parameters<typeof logOf>[1]) => ({
	evidence: {agent: refused, cilium: ciliumPod(), logs: logOf(message, options), now},
	environment: onCilium,
});

/** An agent that has ended so often. */
export const endedTimes = (attempt: number, ...messages: readonly string[]) => ({
	evidence: {
		agent: refused,
		cilium: ciliumPod(containerRun('cilium-agent', {attempt, state: 'exited', createdAt: minutesAgo(2)})),
		logs: logOf(messages, {attempt}),
		now,
	},
	environment: onCilium,
});
