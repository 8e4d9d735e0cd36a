import type {Stats} from 'node:fs';
import {lstat, readdir, readlink, stat, statfs} from 'node:fs/promises';
import {join} from 'node:path';
import type {DirectoryEntry, FileStatus, FilesystemUsage, Reply, RequestOf} from '../core/request.ts';
import {withinDeadline} from './deadline.ts';
import {type Lookup, locate, sharesNamespace} from './host-root.ts';
import {createMounts, type Mounts} from './mounts.ts';
import {isImmediate, readNow, readText, typeOf} from './read-file.ts';
import {answered, errnoOf, limitError, unanswered, unansweredBy} from './replies.ts';
import {createSemaphore} from './semaphore.ts';

export type FileRequest = RequestOf<'file' | 'directory' | 'symlink' | 'stat' | 'filesystem'>;

export interface FileOptions {
	readonly hostRoot?: string | undefined;
	readonly mounts?: Mounts | undefined;
	/** Bytes of one file; default 4 MiB. */
	readonly byteLimit?: number | undefined;
	readonly timeoutMs?: number | undefined;
}

const mostEntries = 20_000;

/** Reads files and their metadata; a file system that hangs costs its deadline, not the run. */
export const createFileReader = ({
	hostRoot,
	mounts = createMounts({isAnswering: async () => true}),
	byteLimit = 4 * 1024 ** 2,
	timeoutMs = 5000,
}: FileOptions) => {
	const inTurn = createSemaphore(mostAtATime);
	const lookup: Lookup = {hostRoot, mounts};
	const readAt = async (location: string, request: FileRequest): Promise<string> => {
		switch (request.kind) {
			case 'file':
				return readText(location, byteLimit, request.tail);
			case 'directory':
				return JSON.stringify(await list(location, request.path, lookup));
			case 'symlink':
				return readlink(location);
			case 'stat':
				return JSON.stringify(await statusAt(location, request.path, lookup));
			case 'filesystem':
				return JSON.stringify(await usageAt(location));
		}
	};
	const read = async (request: FileRequest): Promise<string> => {
		const followLast = request.kind !== 'symlink' && request.kind !== 'stat';
		const located = locate(request.path, {...lookup, followLast});
		const location = await withinDeadline(located, timeoutMs);
		return mounts.during(location, () => readAt(location, request), timeoutMs);
	};
	return async (request: FileRequest): Promise<Reply> => {
		const {kind, path} = request;
		if (path.startsWith('/proc/sys/net') && !(await sharesNamespace('net', hostRoot))) {
			return unanswered('dependency', `${path} shows the network namespace of the reader, not the node's`);
		}
		try {
			return kind === 'file' && request.tail === undefined && isImmediate(path, hostRoot)
				? answered(readNow(path, byteLimit))
				: answered(await inTurn(() => read(request)));
		} catch (error) {
			return kind === 'symlink' && errnoOf(error) === 'EINVAL'
				? unanswered('refused', `${path}: not a symbolic link`)
				: unansweredBy(error, path);
		}
	};
};

/** A few, so that one that hangs does not hold up all others, and buffers stay few. */
const mostAtATime = 16;

const list = async (location: string, path: string, lookup: Lookup): Promise<readonly DirectoryEntry[]> => {
	const names = await readdir(location);
	if (names.length > mostEntries) {
		throw limitError('EFBIG', `${names.length} entries, more than ${mostEntries}`);
	}
	const sorted = names.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
	const entries: DirectoryEntry[] = [];
	for (let index = 0; index < sorted.length; index += 64) {
		const some = sorted.slice(index, index + 64).map(name => entryAt(location, path, name, lookup));
		entries.push(...(await Promise.all(some)).flatMap(entry => entry ?? []));
	}
	return entries;
};

/** None when it is gone by now. */
const entryAt = async (
	location: string,
	path: string,
	name: string,
	lookup: Lookup,
): Promise<DirectoryEntry | undefined> => {
	try {
		const own = await lstat(join(location, name));
		const target = own.isSymbolicLink() ? await targetOf(join(path, name), lookup) : undefined;
		const {mode, size, modified} = detailsOf(typeof target === 'object' ? target : own);
		const type = typeOf(own);
		return {
			name,
			type: type === 'socket' ? 'other' : type,
			mode,
			size,
			modified,
			...(target === 'missing' && {isDangling: true}),
		};
	} catch (error) {
		if (errnoOf(error) === 'ENOENT') {
			return undefined;
		}
		throw error;
	}
};

const statusAt = async (location: string, path: string, lookup: Lookup): Promise<FileStatus> => {
	const own = await lstat(location);
	const target = own.isSymbolicLink() ? await targetOf(path, lookup) : undefined;
	const seen = typeof target === 'object' ? target : own;
	return {type: typeOf(own), uid: seen.uid, gid: seen.gid, ...detailsOf(seen)};
};

/** Undefined: there is no telling, as where the way leads over a file system that does not answer. */
const targetOf = async (path: string, lookup: Lookup): Promise<Stats | 'missing' | undefined> => {
	try {
		return await stat(await locate(path, lookup));
	} catch (error) {
		return errnoOf(error) === 'ENOENT' ? 'missing' : undefined;
	}
};

const detailsOf = ({mode, size, mtimeMs}: Stats) => ({
	mode: mode & 0o7777,
	size,
	modified: Math.floor(mtimeMs / 1000),
});

const usageAt = async (location: string): Promise<FilesystemUsage> => {
	const {bsize, blocks, bavail, files, ffree} = await statfs(location);
	return {size: bsize * blocks, available: bsize * bavail, inodes: files, inodesFree: ffree};
};
