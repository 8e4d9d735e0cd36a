import type {Stats} from 'node:fs';
import {realpath, stat} from 'node:fs/promises';
import {dirname} from 'node:path';

const isSticky = (mode: number): boolean => (mode & 0o1000) !== 0;

/** Why somebody else than root can change what is at this path, or `undefined` when nobody can. */
const whyWritable = (
	path: string,
	{uid, mode}: Pick<Stats, 'uid' | 'mode'>,
	isAncestor: boolean,
): string | undefined => {
	if (uid !== 0) {
		return `${path} belongs to uid ${uid}, not to root`;
	}
	// In a sticky folder such as /tmp nobody can replace what belongs to root.
	return (mode & 0o022) === 0 || (isAncestor && isSticky(mode))
		? undefined
		: `${path} can be written by others than root (mode ${(mode & 0o7777).toString(8)})`;
};

/**
 * Whether root may run a file's code: nobody else can change it, nor what leads to it. Whoever runs as themselves
 * decides for themselves.
 * @returns why not
 */
export const whyNotTrusted = async (path: string, isRoot: boolean): Promise<string | undefined> => {
	if (!isRoot) {
		return undefined;
	}
	const real = await realpath(path);
	const folder = dirname(real);
	for (let at = real; ; at = dirname(at)) {
		const why = whyWritable(at, await stat(at), at !== real && at !== folder);
		if (why !== undefined || at === dirname(at)) {
			return why;
		}
	}
};
