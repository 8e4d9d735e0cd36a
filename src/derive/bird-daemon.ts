import type {IpFamily} from '../core/environment.ts';
import {textIfFound} from '../core/evidence.ts';
import {command, type Reply, type Request} from '../core/request.ts';
import {type BirdStatus, parseBirdStatus} from '../parsers/bird-status.ts';

/** Where BIRD of each family listens; the path is the same in calico-node and on the host. */
export const birdSockets: Readonly<Record<IpFamily, string>> = {
	ipv4: '/var/run/calico/bird.ctl',
	ipv6: '/var/run/calico/bird6.ctl',
};

/** `absent`: there is no socket. `refused`: there is one and nobody listens. `silent`: somebody does and says nothing. */
export type BirdDaemon =
	/** `container`: the one in which it was asked, as its socket could not be reached on the node. */
	| {readonly state: 'answers'; readonly status: BirdStatus; readonly container?: string}
	| {readonly state: 'absent' | 'refused' | 'silent'; readonly detail: string};

export type BirdDaemons = Readonly<Record<IpFamily, BirdDaemon>>;

/** A question for BIRD, on the node or, as the last resort, in the container where it runs. */
export const birdRequest = (family: IpFamily, show: string, container?: string): Request => {
	const socket = birdSockets[family];
	return container === undefined
		? {kind: 'bird', socket, show}
		: command('crictl', 'exec', container, 'birdcl', '-v', '-r', '-s', socket, 'show', ...show.split(' '));
};

/** What birdcl makes of an answer as BIRD gave it: it greets, indents by five and leaves the last line out. */
const withoutClient = (output: string): string => {
	const lines = output
		.split('\n')
		.filter(line => line !== '' && !/^(?:0001|0016) /.test(line))
		.map(line => line.replace(/^ {5}/, ' '));
	return `${[...lines, ...(/^\d{4} /.test(lines.at(-1) ?? '') ? [] : ['0000 '])].join('\n')}\n`;
};

/** The reply to `birdRequest`, as from the socket. */
export const birdReply = (reply: Reply | undefined, container?: string): Reply | undefined =>
	container === undefined || reply?.status !== 'answered'
		? reply
		: {...reply, body: withoutClient(reply.body)};

/** Throws `Unavailable` for what says nothing about BIRD, such as a socket that only root may use. */
export const birdDaemonOf = (reply: Reply | undefined): BirdDaemon => {
	if (reply?.status === 'unanswered') {
		const {reason, detail} = reply;
		if (reason === 'timed-out' && detail.includes('no answer from BIRD')) {
			return {state: 'silent', detail};
		}
		if (reason === 'refused' && /connection refused|ECONNREFUSED/i.test(detail)) {
			return {state: 'refused', detail};
		}
		if (textIfFound(reply) === undefined) {
			return {state: 'absent', detail};
		}
	}
	return {state: 'answers', status: parseBirdStatus(textIfFound(reply) ?? '')};
};

/** Families whose BIRD answers, with its own time. */
export const answeringBirds = (
	daemons: BirdDaemons,
): readonly {readonly family: IpFamily; readonly status: BirdStatus; readonly container?: string}[] =>
	(['ipv4', 'ipv6'] as const).flatMap(family => {
		const {state, ...daemon} = daemons[family];
		return 'status' in daemon ? [{family, ...daemon}] : [];
	});

/** What BIRD of one family was asked. */
export interface BirdAnswer<Value> {
	readonly family: IpFamily;
	readonly status: BirdStatus;
	/** Where it was asked, if not on its socket. */
	readonly container?: string;
	readonly value: Value;
}
