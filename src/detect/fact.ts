import type {Fact, Signal} from '../core/environment.ts';

/** A signal and the value it speaks for. */
export interface Vote<Value> extends Signal {
	readonly value: Value;
}

export const vote = <Value>(value: Value, source: string, says: string): Vote<Value> => ({
	value,
	source,
	says,
});

const signalOf = <Value>({source, says}: Vote<Value>): Signal => ({source, says});

/**
 * Decides by the first source that says anything: sources come in the order in which they are believed.
 * Whatever speaks for another value, in any source, is a conflict.
 */
export const decide = <Value>(
	sources: readonly (readonly Vote<Value>[])[],
	undecided = 'nothing on this node tells',
): Fact<Value> => {
	const [first] = sources.find(votes => votes.length > 0) ?? [];
	if (first === undefined) {
		return {signals: [], undecided};
	}
	const votes = sources.flat();
	const conflicts = votes.filter(({value}) => value !== first.value).map(signalOf);
	return {
		value: first.value,
		signals: votes.filter(({value}) => value === first.value).map(signalOf),
		...(conflicts.length > 0 && {conflicts}),
	};
};
