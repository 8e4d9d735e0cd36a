import type {IpFamily} from '../core/environment.ts';
import {textIfFound} from '../core/evidence.ts';
import type {Reply} from '../core/request.ts';
import {type BirdStatus, parseBirdStatus} from '../parsers/bird-status.ts';

/** Where BIRD of each family listens; the path is the same in calico-node and on the host. */
export const birdSockets: Readonly<Record<IpFamily, string>> = {
	ipv4: '/var/run/calico/bird.ctl',
	ipv6: '/var/run/calico/bird6.ctl',
};

/** `absent`: there is no socket. `refused`: there is one and nobody listens. `silent`: somebody does and says nothing. */
export type BirdDaemon =
	| {readonly state: 'answers'; readonly status: BirdStatus}
	| {readonly state: 'absent' | 'refused' | 'silent'; readonly detail: string};

export type BirdDaemons = Readonly<Record<IpFamily, BirdDaemon>>;

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
): readonly {readonly family: IpFamily; readonly status: BirdStatus}[] =>
	(['ipv4', 'ipv6'] as const).flatMap(family => {
		const daemon = daemons[family];
		return daemon.state === 'answers' ? [{family, status: daemon.status}] : [];
	});

/** What BIRD of one family was asked. */
export interface BirdAnswer<Value> {
	readonly family: IpFamily;
	readonly status: BirdStatus;
	readonly value: Value;
}
