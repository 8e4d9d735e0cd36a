import type {LogLine} from '../parsers/cri-log.ts';

/** Go's own end of a program. Calico's `log.Panic` says what it misses instead, as `panic: (*logrus.Entry)`. */
const started = /^(?:panic: (?!\(\*logrus)|fatal error: (?!runtime: out of memory))/;
const signal = /^\[signal /;
const frame = /^((?:[\w.-]+\.[a-z]+\/|main\.)\S+)\([^()]*\)$/;
const ofGo = /^(?:panic|runtime\.|runtime\/|testing\.)/;

/**
 * How a program written in Go ended by a fault of its own, the last time in these lines: `panic: runtime error: … in
 * pkg/nodediscovery.(*NodeDiscovery).mutateNodeResource`; absent where it ended otherwise.
 */
export const goPanicIn = (lines: readonly LogLine[]): string | undefined => {
	const index = lines.findLastIndex(({message}) => started.test(message));
	const begin = lines[index];
	if (begin === undefined) {
		return undefined;
	}
	const rest = lines.slice(index + 1, index + 60).map(({message}) => message);
	const hasTrace = rest.some(message => signal.test(message) || /^goroutine \d+ /.test(message));
	const [, where] =
		rest
			.map(message => frame.exec(message) ?? [])
			.find(([, name]) => name !== undefined && !ofGo.test(name)) ?? [];
	const what = begin.message.replace(/ \[recovered\].*$/, '').slice(0, 160);
	if (!hasTrace && !/runtime error|SIGSEGV/.test(what)) {
		return undefined;
	}
	return where === undefined
		? what
		: `${what}, in ${where.replace(/^github\.com\/[\w.-]+\/[\w.-]+\//, '').slice(0, 120)}`;
};

/** What a check says of a program that ends by a fault of its own. */
export const panicMessage = (
	program: string,
	{links, explains}: {readonly links: readonly [string, ...string[]]; readonly explains: readonly string[]},
) =>
	({
		severity: 'critical',
		text: `${program} ends again and again by a fault of its own, which no setting of this node explains: {line}`,
		guide: {
			steps: [
				{text: `crictl logs --tail 100 $(crictl ps -aq --name ${program} | head -1): keep the whole trace`},
				{
					text: 'If it began with an upgrade or a changed value: take that back, which is the quickest way out',
					changes: 'cluster',
				},
				{
					text: `Upgrade RKE2 to the newest patch of its minor release, which brings the newest patch of ${program}; search the name of the function in the issues of its project, and report the trace there if it is new`,
					changes: 'cluster',
				},
			],
			links: [...links, 'rke2/manual-upgrade'],
		},
		explains,
	}) as const;
