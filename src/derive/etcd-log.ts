import type {ContainerLog} from './container-logs.ts';

/** Another member of etcd whose port for members does not answer this one. */
export interface SilentMember {
	readonly address: string;
	readonly port: number;
	/** In the words of the system: `no route to host`, `i/o timeout`. */
	readonly error: string;
	/** How often etcd said so in the last minutes. */
	readonly count: number;
	readonly line: string;
	/** The log that it is in. */
	readonly path: string;
}

/** The log of one run of etcd, as far back as it was read. */
export interface EtcdLog extends ContainerLog {
	/** It goes back further than it was read. */
	readonly isCut: boolean;
}

const minute = 60_000;
/** Where it cannot join it ends after a minute, and is started again within five: two runs are looked at. */
const remembered = 15 * minute;
/** What it said last is older than that only where it no longer asks. */
const recent = 2 * minute;
/** A member that is being restarted, or whose machine boots, is away for less. */
const leastSpan = 2 * minute;
const leastTimes = 6;

/** `dial tcp 10.0.0.2:2380: connect: no route to host`, in whatever etcd was about: https://github.com/etcd-io/etcd */
const dialled = /dial tcp \[?([0-9A-Fa-f.:]+?)\]?:(2380): (?:connect: )?([^"\\]+)/;
const connected = /peer became active/;

/** Of raft (https://github.com/etcd-io/raft) and of etcd, which serves clients once there is a leader. */
const hasLeader =
	/elected leader|changed leader|became leader at term|ready to serve client requests|serving client traffic/;
const lacksLeader = /lost leader|is starting a new election|since quorum is not active/;

/** Most members run, so that the silence of one of them stops nothing. */
const isQuorate = (logs: readonly EtcdLog[]): boolean => {
	const newest = logs.toSorted((one, other) => one.attempt - other.attempt).at(-1);
	const sign = newest?.lines.findLast(({message}) => hasLeader.test(message) || lacksLeader.test(message));
	// Without a leader a member calls for an election every few seconds: a long log without one is of one that has its leader.
	return sign === undefined ? newest?.isCut === true : hasLeader.test(sign.message);
};

/**
 * Members that etcd has not reached for minutes, while no leader is known to it; those that it never names do not concern
 * it. `now` in milliseconds.
 */
export const silentMembersIn = (logs: readonly EtcdLog[], now: number): readonly SilentMember[] => {
	const own = logs.filter(({container}) => container === 'etcd');
	if (isQuorate(own)) {
		return [];
	}
	const lines = own
		.flatMap(({path, lines}) => lines.map(line => ({...line, path})))
		.filter(({time}) => now - time < remembered)
		.toSorted((one, other) => one.time - other.time);
	// Whoever came back since may be away for another reason now.
	const told = lines
		.slice(lines.findLastIndex(({message}) => connected.test(message)) + 1)
		.flatMap(({message, time, path}) => {
			const [, address, port, error] = dialled.exec(message) ?? [];
			return address === undefined || error === undefined || /^(?:127\.|::1$)/.test(address)
				? []
				: [{time, silent: {address, port: Number(port), error: error.trim(), line: message, path}}];
		});
	return [...new Set(told.map(({silent: {address}}) => address))].flatMap(wanted => {
		const same = told.filter(({silent: {address}}) => address === wanted);
		const [first] = same;
		const last = same.at(-1);
		const lasts =
			first !== undefined &&
			last !== undefined &&
			last.time - first.time >= leastSpan &&
			now - last.time < recent;
		return lasts && same.length >= leastTimes ? [{...last.silent, count: same.length}] : [];
	});
};
