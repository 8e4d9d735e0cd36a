import type {ConntrackEntry} from '../parsers/conntrack.ts';

/** Datagrams to a service that follow an entry of before: only the first of a connection is translated, and each one keeps the entry. */
export interface StaleConnections {
	/** `gone`: to an endpoint that is none any more. `untranslated`: begun before there was a rule. */
	readonly kind: 'gone' | 'untranslated';
	/** Where they are sent. */
	readonly target: string;
	readonly entries: readonly [ConntrackEntry, ...ConntrackEntry[]];
}

interface Service {
	readonly address: string;
	readonly port: number;
	readonly endpoints: readonly {readonly address: string}[];
}

/**
 * What a target has answered is forgotten two minutes later: one that has entries and not one answered has been silent
 * for so long, and is not just being replaced.
 */
export const staleConnections = (
	entries: readonly ConntrackEntry[],
	{address, port, endpoints}: Service,
): readonly StaleConnections[] => {
	const own = entries.filter(
		({protocol, original}) =>
			protocol === 'udp' && original.destination === address && original.destinationPort === port,
	);
	const answered = new Set(own.filter(({isReplied}) => isReplied).map(({reply}) => reply.source));
	const silent = [...new Set(own.map(({reply}) => reply.source))].filter(
		target => !answered.has(target) && !endpoints.some(endpoint => endpoint.address === target),
	);
	// Where nothing is answered or known, it is not the entries that are wrong.
	return answered.size === 0 || endpoints.length === 0
		? []
		: silent.flatMap(target => {
				const [first, ...more] = own.filter(({reply}) => reply.source === target);
				const kind = target === address ? ('untranslated' as const) : ('gone' as const);
				return first === undefined ? [] : [{kind, target, entries: [first, ...more]}];
			});
};
