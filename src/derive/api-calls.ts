import type {LogLine} from '../parsers/cri-log.ts';
import {withoutKlogPrefix} from '../parsers/klog.ts';
import {groupBy} from './group-by.ts';

/** What the API server asks of pods in vain, in words of https://github.com/kubernetes/kubernetes: apiserver/pkg/admission/plugin/webhook and kube-aggregator. */
export interface FailedCall {
	readonly kind: 'webhook' | 'aggregated';
	/** `rancher.cattle.io.secrets`, `v1beta1.metrics.k8s.io` */
	readonly name: string;
	readonly service: {readonly namespace: string; readonly name: string} | undefined;
	/** As the API server writes it: a name for webhooks, an address for what is aggregated. */
	readonly host: string;
	/** Of a webhook: what it is asked about is refused. */
	readonly isClosed: boolean;
	/** `dial tcp 10.43.247.145:443: i/o timeout` */
	readonly error: string;
	/** Nobody is behind the service: the network is not asked. */
	readonly isUnserved: boolean;
	readonly count: number;
	readonly line: LogLine;
}

/** What is lost to the API server with the network between nodes or the rules of services; a service without pods has another cause. */
export const unansweredCalls = ['rke2/api-calls#webhook', 'rke2/api-calls#aggregated'] as const;

const webhook =
	/Failed calling webhook, failing (open|closed) (\S+?):? .*?(?:Post|Get) \\?"https?:\/\/([^/"\\]+)\/[^"\s\\]*\\?": (.*)$/;
const aggregated =
	/\b(v\d\S*) failed with: failing or missing response from https:\/\/([^/\s]+)\/\S*: (?:Get \\?"[^"\s\\]*\\?": )?(.*)$/;

/** A program that answers, if badly, has been reached. */
const lost =
	/context deadline exceeded|Client\.Timeout|i\/o timeout|TLS handshake timeout|no route to host|network is unreachable|connection refused|connection reset|\bEOF\b|request canceled while waiting|50[234] (?:Bad Gateway|Service Unavailable|Gateway Timeout)/;
const unserved = /no endpoints available for service|service "[^"]*" not found/;

const serviceIn = (host: string): FailedCall['service'] => {
	const [, name, namespace] = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:[.:]|$)/.exec(host) ?? [];
	return name === undefined || namespace === undefined ? undefined : {namespace, name};
};

const errorOf = (text: string): string =>
	text
		.replace(/\\?" logger=.*$/, '')
		.replaceAll('\\', '')
		.trim()
		.slice(0, 200);

const callIn = (line: LogLine): Omit<FailedCall, 'count'> | undefined => {
	const message = withoutKlogPrefix(line.message);
	const asked = webhook.exec(message);
	const served = aggregated.exec(message);
	const [name = '', host = '', text = ''] = asked?.slice(2) ?? served?.slice(1) ?? [];
	const error = errorOf(text);
	const isUnserved = unserved.test(error);
	return (asked ?? served) === null || (!isUnserved && !lost.test(error))
		? undefined
		: {
				kind: asked === null ? 'aggregated' : 'webhook',
				...{name, host, error, isUnserved, line},
				service: serviceIn(host),
				isClosed: asked?.[1] === 'closed',
			};
};

const minute = 60_000;
/** A pod that is rolled out, or a server that starts, is asked in vain for a moment. */
const leastCalls = 3;
const lasting = 3 * minute;
/** What is aggregated is asked every half minute, a webhook only when somebody writes. */
const recent = {aggregated: 2 * minute, webhook: 5 * minute} as const;

/** So many failures leave no room in the end of a log for minutes: there they fail from its first line on. */
const cut = {leastCalls: 30, lasting: 1.5 * minute, start: 10_000} as const;

const isLasting = (
	said: readonly Pick<FailedCall, 'line'>[],
	span: number,
	sinceStart: number,
	isCut: boolean,
): boolean =>
	(said.length >= leastCalls && span >= lasting) ||
	(isCut && said.length >= cut.leastCalls && span >= cut.lasting && sinceStart <= cut.start);

/** Calls that fail again and again over minutes, and failed of late; several webhooks of one service are one. */
export const failedCalls = (
	{lines, isCut}: {readonly lines: readonly LogLine[]; readonly isCut: boolean},
	now: number,
): readonly FailedCall[] => {
	const start = lines[0]?.time ?? now;
	const calls = groupBy(
		lines.flatMap(line => callIn(line) ?? []),
		({kind, host, name}) => `${kind} ${kind === 'webhook' ? host : name}`,
	);
	return [...calls.values()].flatMap(said => {
		const [first] = said;
		const last = said.at(-1) ?? first;
		const span = last.line.time - first.line.time;
		return isLasting(said, span, first.line.time - start, isCut) && now - last.line.time < recent[last.kind]
			? [{...last, count: said.length, isClosed: said.some(call => call.isClosed)}]
			: [];
	});
};

/** Whether the end of a log that had more before it neither shows a lasting failure nor that there is none. */
export const reachesTooShort = (log: {
	readonly lines: readonly LogLine[];
	readonly isCut: boolean;
}): boolean => {
	const [first, last] = [log.lines[0], log.lines.at(-1)];
	if (!log.isCut || first === undefined || last === undefined) {
		return false;
	}
	const span = last.time - first.time;
	const isUntold = span < cut.lasting || log.lines.some(line => callIn(line) !== undefined);
	return span < lasting && isUntold && failedCalls(log, last.time).length === 0;
};
