import {readlink} from 'node:fs/promises';
import {join} from 'node:path';
import type {Mounts} from './mounts.ts';
import {limitError} from './replies.ts';

const processRoot = /^\/proc\/(\d+|self)\/root(?=\/|$)/;

export interface Lookup {
	/** Where the node's root is mounted. */
	readonly hostRoot?: string | undefined;
	/** False: the last component is looked at itself, as lstat does. */
	readonly followLast?: boolean;
	/** File systems that do not answer are not touched. */
	readonly mounts?: Mounts | undefined;
}

/**
 * Where a path of the node is found on this machine. Under a host root, and under `/proc/PID/root`, symbolic links are
 * followed as chroot would: an absolute link, maybe planted by a container, must not lead out into this machine's files.
 * Rejects with ETIMEDOUT where a file system on the way does not answer.
 */
export const locate = async (
	path: string,
	{hostRoot = '/', followLast = true, mounts}: Lookup = {},
): Promise<string> => {
	const container = processRoot.exec(path)?.[0];
	if (container !== undefined) {
		return followWithin(join(hostRoot, container), path.slice(container.length), {followLast});
	}
	if (hostRoot !== '/') {
		return followWithin(hostRoot, ofNode(path), {followLast, mounts});
	}
	return mounts?.hasRemote === true ? followWithin('/', path, {followLast, mounts}) : path;
};

/** `/proc/net` is that of the reader; that of the node is its first process's. */
const ofNode = (path: string): string => path.replace(/^\/proc\/net(?=\/|$)/, '/proc/1/net');

/** As many as the kernel follows. */
const mostLinks = 40;

const followWithin = async (
	root: string,
	path: string,
	{followLast = true, mounts}: Lookup,
): Promise<string> => {
	let pending = namesOf(path);
	let resolved: readonly string[] = [];
	let links = 0;
	while (pending.length > 0) {
		const [name = '', ...rest] = pending;
		pending = rest;
		if (name === '..') {
			resolved = resolved.slice(0, -1);
			continue;
		}
		const location = join(root, ...resolved, name);
		await mounts?.check(location);
		const isLooked = rest.length > 0 || followLast;
		const target = isLooked ? await linkTarget(location) : undefined;
		if (target === undefined) {
			resolved = [...resolved, name];
			continue;
		}
		links += 1;
		if (links > mostLinks) {
			throw limitError('ELOOP', `more than ${mostLinks} symbolic links`);
		}
		resolved = target.startsWith('/') ? [] : resolved;
		pending = [...namesOf(target), ...rest];
	}
	return join(root, ...resolved);
};

const namesOf = (path: string): readonly string[] =>
	path.split('/').filter(name => name !== '' && name !== '.');

/** Anything that is no readable link is left to the final open, which says why. */
const linkTarget = async (path: string): Promise<string | undefined> => {
	try {
		return await readlink(path);
	} catch {
		return undefined;
	}
};

/**
 * Under a host root, whether this process is in the node's own namespace; without one it is taken to be.
 * A root of a node that is not running, or whose `/proc` is not there, cannot tell.
 */
export const sharesNamespace = async (kind: 'net' | 'pid', hostRoot = '/'): Promise<boolean> => {
	if (hostRoot === '/') {
		return true;
	}
	const [node, own] = await Promise.all([
		linkTarget(join(hostRoot, 'proc/1/ns', kind)),
		linkTarget(join('/proc/self/ns', kind)),
	]);
	return node !== undefined && node === own;
};
