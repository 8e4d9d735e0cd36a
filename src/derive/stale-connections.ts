import type {ConntrackEntry} from '../parsers/conntrack.ts';
import {holds} from './cidr.ts';

/** Datagrams to a service that follow an entry of before: only the first of a connection is translated, and each one keeps the entry. */
export interface StaleConnections {
	/**
	 * `gone`: to an endpoint that is none any more. `kept`: the same, to one that has answered before.
	 * `untranslated`: begun before there was a rule.
	 */
	readonly kind: 'gone' | 'kept' | 'untranslated';
	/** Where they are sent. */
	readonly target: string;
	readonly entries: readonly [ConntrackEntry, ...ConntrackEntry[]];
}

interface Service {
	readonly address: string;
	readonly port: number;
	readonly endpoints: readonly {readonly address: string}[];
}

const toService = (
	entries: readonly ConntrackEntry[],
	{address, port}: Pick<Service, 'address' | 'port'>,
): readonly ConntrackEntry[] =>
	entries.filter(
		({protocol, original}) =>
			protocol === 'udp' && original.destination === address && original.destinationPort === port,
	);

const leadingTo = (
	target: string,
	entries: readonly ConntrackEntry[],
	kind: StaleConnections['kind'],
): readonly StaleConnections[] => {
	const [first, ...more] = entries.filter(({reply}) => reply.source === target);
	return first === undefined ? [] : [{kind, target, entries: [first, ...more]}];
};

/**
 * What a target has answered is forgotten two minutes later: one that has entries and not one answered has been silent
 * for so long, and is not just being replaced.
 */
export const staleConnections = (
	entries: readonly ConntrackEntry[],
	service: Service,
): readonly StaleConnections[] => {
	const own = toService(entries, service);
	const answered = new Set(own.filter(({isReplied}) => isReplied).map(({reply}) => reply.source));
	const silent = [...new Set(own.map(({reply}) => reply.source))].filter(
		target => !answered.has(target) && !service.endpoints.some(({address}) => address === target),
	);
	// Where nothing is answered or known, it is not the entries that are wrong.
	return answered.size === 0 || service.endpoints.length === 0
		? []
		: silent.flatMap(target => leadingTo(target, own, target === service.address ? 'untranslated' : 'gone'));
};

/**
 * An entry that was answered once says so for ever, also when its target is gone: only the two minutes are set anew by
 * each datagram. Such a target is told by the API, which lists also what starts and what ends, and must be one of pods:
 * who sends questions elsewhere by rules of their own gets answers there.
 */
export const keptConnections = (
	entries: readonly ConntrackEntry[],
	service: Service & {readonly listed: readonly string[]},
	podRanges: readonly string[],
): readonly StaleConnections[] => {
	const own = toService(entries, service);
	const targets = new Set(own.filter(({isReplied}) => isReplied).map(({reply}) => reply.source));
	const gone = [...targets].filter(
		target => !service.listed.includes(target) && podRanges.some(range => holds(range, target)),
	);
	return service.endpoints.length === 0 ? [] : gone.flatMap(target => leadingTo(target, own, 'kept'));
};
