import type {ContainerLog} from './container-logs.ts';
import {type LogSignature, openTroubles} from './log-signature.ts';
import {judgeRun, type PodRun} from './pod-run.ts';

/** Why CoreDNS ends, or answers only a part of what it is asked. */
export type CorednsFault =
	| 'loop'
	| 'corefile'
	| 'bindDenied'
	| 'portTaken'
	| 'apiUnreachable'
	| 'apiRefuses'
	| 'upstream'
	| 'noServers'
	| 'formerCorefile'
	| 'waiting';

const minutes = 60_000;

/** https://github.com/coredns/coredns/tree/master/plugin and core/dnsserver */
const signatures: readonly LogSignature<CorednsFault>[] = [
	{
		fault: 'loop',
		says: /plugin\/loop: (?:(?:Forwarding )?loop \(\S+ -> \S+?\) detected|Seen .* loop detected)/i,
	},
	// plugin/pkg/parse/host.go: the resolv.conf that the pod got names none.
	{fault: 'noServers', says: /plugin\/forward: (?:no nameservers found|no valid upstream addresses found)/},
	// plugin/reload: it goes on with what it had.
	{
		fault: 'formerCorefile',
		says: /plugin\/reload: (?:Corefile parse failed|Corefile changed but reload failed): /,
		over: /plugin\/reload: Running configuration|Reloading complete/,
	},
	{
		fault: 'corefile',
		says: /(?:^|\s)\S*Corefile:\d+ - Error during parsing|Corefile:\d+: .*|plugin\/\w+: (?:.*(?:Wrong argument count|unknown property|not an IP address,? (?:or )?file|unable to parse|unable to access hosts file))|cannot serve \S+ - (?:it is already defined|zone overlap)/i,
		except: /plugin\/errors/,
	},
	{fault: 'bindDenied', says: /listen (?:tcp|udp)\S* \S*:53: bind: permission denied/},
	{fault: 'portTaken', says: /listen (?:tcp|udp)\S* \S*:53: bind: address already in use/},
	// An API server that starts refuses everybody until it has read its roles: each of CoreDNS's watches says so once.
	{
		fault: 'apiRefuses',
		lasting: minutes,
		says: /(?:failed to (?:list|watch)|Failed to watch).*(?:is forbidden|Unauthorized|x509)/i,
		atLeast: 3,
		within: 5 * minutes,
	},
	{
		fault: 'apiUnreachable',
		says: /(?:failed to (?:list|watch)|Failed to watch|Kubernetes API connection failure).*(?:dial tcp|i\/o timeout|connection refused|no route to host|TLS handshake timeout)/i,
		atLeast: 3,
		within: 5 * minutes,
	},
	// Older ones ask once, and end: the line is all that the run has said.
	{fault: 'apiUnreachable', says: /^plugin\/kubernetes: Get "https:\S+ dial tcp /},
	// A name server that is slow for a moment, or drops a foreign name once a day, is no fault of the cluster.
	{
		fault: 'upstream',
		says: /plugin\/errors: \d \S+ \S+: (?:read|write|dial) (?:udp|tcp) \S*->\S+:53: |plugin\/errors: \d \S+ \S+: dial (?:udp|tcp) \S+:53: /,
		atLeast: 10,
		span: 5 * minutes,
		lasting: 2 * minutes,
		within: 5 * minutes,
	},
	// Asked every ten seconds by the kubelet: https://github.com/coredns/coredns/tree/master/plugin/ready
	{
		fault: 'waiting',
		says: /plugin\/ready: (?:Still waiting on|Plugins not ready): "[^"]*kubernetes/,
		atLeast: 6,
		span: 5 * minutes,
		lasting: 2 * minutes,
		within: minutes,
	},
];

export interface CorednsTrouble {
	readonly fault: CorednsFault;
	readonly message: string;
	readonly count: number;
	/** The log that it is in. */
	readonly path: string;
}

/** A complaint of a run that goes on counts while it is younger than this, in milliseconds. */
const recent = 15 * minutes;
/** What nobody says to be over, but would be said again before this time has passed: `waiting` at each question of the kubelet, a watch at the latest after a minute. */
const recentOf: Partial<Record<CorednsFault, number>> = {
	apiRefuses: 2 * minutes,
	apiUnreachable: 2 * minutes,
	upstream: 5 * minutes,
	waiting: minutes / 2,
};

/** What CoreDNS, or the CoreDNS in NodeLocal DNSCache, complains of in the run that tells: the one that ended where it ends again and again, else the present one. */
export const corednsTroubleOf = (
	pod: PodRun | undefined,
	logs: readonly ContainerLog[],
	now: number,
	container: 'coredns' | 'node-cache' = 'coredns',
): CorednsTrouble | undefined => {
	const run = pod?.containers.find(({name}) => name === container);
	if (pod === undefined || run === undefined) {
		return undefined;
	}
	const isDown = ['crashing', 'stopped', 'ended'].includes(judgeRun(run, pod.createdAt, now));
	const attempt = run.state === 'running' && isDown ? run.attempt - 1 : run.attempt;
	const log = logs.find(entry => entry.container === container && entry.attempt === attempt);
	const trouble = openTroubles(log?.lines ?? [], signatures).at(-1);
	if (log === undefined || trouble === undefined) {
		return undefined;
	}
	return !isDown && now - trouble.line.time > (recentOf[trouble.fault] ?? recent)
		? undefined
		: {fault: trouble.fault, message: trouble.line.message, count: trouble.count, path: log.path};
};

/** `read udp 10.42.0.5:41231->192.0.2.53:53: i/o timeout` → `192.0.2.53` */
export const upstreamIn = (message: string): string | undefined =>
	/(?:->|dial (?:udp|tcp) )\[?([0-9A-Fa-f:.]+?)\]?:53: /.exec(message)?.[1];

/** `plugin/errors: 2 example.com. A: read udp …` → `example.com` */
export const askedNameIn = (message: string): string | undefined =>
	/plugin\/errors: \d (\S+?)\.? [A-Z0-9]+: /.exec(message)?.[1];

/** `endpointslices.discovery.k8s.io is forbidden: User … cannot list resource …` → `endpointslices.discovery.k8s.io` */
export const forbiddenKindIn = (message: string): string | undefined =>
	/([\w.]+) is forbidden: User/.exec(message)?.[1];
