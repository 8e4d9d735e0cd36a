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

const minute = 60_000;
/** It asks each member every five seconds, and ends after a minute where it cannot join. */
const recent = 5 * minute;
/** A member that is being restarted is away for less. */
const leastTimes = 6;

/** `dial tcp 10.0.0.2:2380: connect: no route to host`, in whatever etcd was about: https://github.com/etcd-io/etcd */
const dialled = /dial tcp \[?([0-9A-Fa-f.:]+?)\]?:(2380): (?:connect: )?([^"\\]+)/;

/** Members that etcd has not reached of late; those that it never names do not concern it. `now` in milliseconds. */
export const silentMembersIn = (logs: readonly ContainerLog[], now: number): readonly SilentMember[] => {
	const told = logs
		.filter(({container}) => container === 'etcd')
		.flatMap(({path, lines}) =>
			lines
				.filter(({time}) => now - time < recent)
				.flatMap(({message, time}) => {
					const [, address, port, error] = dialled.exec(message) ?? [];
					return address === undefined || error === undefined || /^(?:127\.|::1$)/.test(address)
						? []
						: [{address, port: Number(port), error: error.trim(), line: message, path, time}];
				}),
		)
		.toSorted((one, other) => one.time - other.time);
	return [...new Set(told.map(({address}) => address))].flatMap(wanted => {
		const own = told.filter(({address}) => address === wanted);
		const last = own.at(-1);
		if (last === undefined || own.length < leastTimes) {
			return [];
		}
		const {time: _, ...silent} = last;
		return [{...silent, count: own.length}];
	});
};
