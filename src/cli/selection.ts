import type {AnyCheck} from '../core/check.ts';
import {UsageError} from './errors.ts';
import {nearest} from './nearest.ts';

const groupOf = (id: string): string => id.split('/')[0] ?? id;

/** Which checks `--only` and `--skip` leave. Throws `UsageError` for an id or group that does not exist. */
export const selectChecks = (
	checks: readonly AnyCheck[],
	only: readonly string[] = [],
	skip: readonly string[] = [],
): ((check: AnyCheck) => boolean) => {
	const known = [...new Set(checks.flatMap(({id}) => [groupOf(id), id]))];
	for (const word of [...only, ...skip]) {
		requireKnown(word, known);
	}
	const isSelected = (check: AnyCheck): boolean =>
		(only.length === 0 || matches(check, only)) && !matches(check, skip);
	const matches = ({id}: AnyCheck, words: readonly string[]): boolean =>
		words.includes(id) || words.includes(groupOf(id));
	if (!checks.some(isSelected)) {
		throw new UsageError('expected --only and --skip to leave a check, got none');
	}
	return isSelected;
};

/** The check of an id. Throws `UsageError` with the nearest one. */
export const findCheck = (checks: readonly AnyCheck[], id: string): AnyCheck => {
	requireKnown(
		id,
		checks.map(check => check.id),
	);
	const check = checks.find(candidate => candidate.id === id);
	if (check === undefined) {
		throw new UsageError(`expected the id of a check, got "${id}"`);
	}
	return check;
};

const requireKnown = (word: string, known: readonly string[]): void => {
	if (!known.includes(word)) {
		const near = nearest(word, known);
		throw new UsageError(
			`expected the id of a check or a group (see rke2-netdoctor list), got "${word}"${
				near === undefined ? '' : `; did you mean ${near}?`
			}`,
		);
	}
};
