import type {SysctlAssignment} from '../parsers/sysctl-conf.ts';
import {matchesGlob} from './glob.ts';

/** In decreasing order of precedence: of files with the same name only the first is read. */
export const sysctlDirectories = [
	'/etc/sysctl.d',
	'/run/sysctl.d',
	'/usr/local/lib/sysctl.d',
	'/usr/lib/sysctl.d',
	'/lib/sysctl.d',
] as const;

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const rankOf = (path: string): number =>
	sysctlDirectories.findIndex(directory => path.startsWith(`${directory}/`));

/**
 * Files in the order in which systemd-sysctl applies them: by name, whatever the directory.
 * https://www.freedesktop.org/software/systemd/man/sysctl.d.html
 */
export const inSysctlOrder = (paths: readonly string[]): readonly string[] =>
	paths
		.filter(path => path.endsWith('.conf'))
		.filter(path => !paths.some(other => nameOf(other) === nameOf(path) && rankOf(other) < rankOf(path)))
		.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));

const isWildcard = (key: string): boolean => /[*?[]/.test(key);

/** A wildcard stops at slashes, as with FNM_PATHNAME. */
const matchesKey = (pattern: string, key: string): boolean => {
	const parts = pattern.split('/');
	const names = key.split('/');
	return parts.length === names.length && parts.every((part, index) => matchesGlob(part, names[index] ?? ''));
};

/**
 * The assignment that decides about a key, given as a path: the last that names it, otherwise the last wildcard that
 * covers it. The assignments in the order in which their files are applied.
 */
export const sysctlWinner = (
	assignments: readonly SysctlAssignment[],
	key: string,
): SysctlAssignment | undefined => {
	const named = assignments.findLast(assignment => assignment.key === key);
	if (named !== undefined) {
		return named.value === undefined ? undefined : named;
	}
	return assignments.findLast(
		assignment =>
			assignment.value !== undefined && isWildcard(assignment.key) && matchesKey(assignment.key, key),
	);
};

/** The assignment that gives the first of these keys the value that it has: somebody wrote it, and a reboot brings it back. */
export const sysctlSource = (
	assignments: readonly SysctlAssignment[],
	keys: readonly string[],
	value: number,
): SysctlAssignment | undefined =>
	keys
		.map(key => sysctlWinner(assignments, key))
		.find(winner => winner !== undefined && Number(winner.value) === value);

/** `, set by /etc/sysctl.d/90-cis.conf`; nothing where no file does. */
export const setByText = (source: SysctlAssignment | undefined): string =>
	source === undefined ? '' : `, set by ${source.path}`;
