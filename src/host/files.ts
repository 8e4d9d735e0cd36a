import type {Stats} from 'node:fs';
import {lstat, readdir, readlink, stat, statfs} from 'node:fs/promises';
import {join} from 'node:path';
import type {DirectoryEntry, FileStatus, FilesystemUsage, Reply, RequestOf} from '../core/request.ts';
import {withinDeadline} from './deadline.ts';
import {locate, sharesNamespace} from './host-root.ts';
import {isImmediate, readNow, readText, typeOf} from './read-file.ts';
import {answered, errnoOf, limitError, unanswered, unansweredBy} from './replies.ts';
import {createSemaphore} from './semaphore.ts';

export type FileRequest = RequestOf<'file' | 'directory' | 'symlink' | 'stat' | 'filesystem'>;

export interface FileOptions {
	readonly hostRoot?: string | undefined;
	/** Bytes of one file; default 4 MiB. */
	readonly byteLimit?: number | undefined;
	readonly timeoutMs?: number | undefined;
}

const mostEntries = 20_000;

/** Reads files and their metadata; a file system that hangs costs its deadline, not the run. */
export const createFileReader = ({hostRoot, byteLimit = 4 * 1024 ** 2, timeoutMs = 5000}: FileOptions) => {
	const inTurn = createSemaphore(mostAtATime);
	const read = async (request: FileRequest): Promise<string> => {
		switch (request.kind) {
			case 'file':
				return readText(await locate(request.path, {hostRoot}), byteLimit, request.tail);
			case 'directory':
				return JSON.stringify(await list(request.path, hostRoot));
			case 'symlink':
				return readlink(await locate(request.path, {hostRoot, followLast: false}));
			case 'stat':
				return JSON.stringify(await statusAt(request.path, hostRoot));
			case 'filesystem':
				return JSON.stringify(await usageAt(await locate(request.path, {hostRoot})));
		}
	};
	return async (request: FileRequest): Promise<Reply> => {
		const {kind, path} = request;
		if (path.startsWith('/proc/sys/net') && !(await sharesNamespace('net', hostRoot))) {
			return unanswered('dependency', `${path} shows the network namespace of the reader, not the node's`);
		}
		try {
			return kind === 'file' && request.tail === undefined && isImmediate(path, hostRoot)
				? answered(readNow(path, byteLimit))
				: answered(await inTurn(() => withinDeadline(read(request), timeoutMs)));
		} catch (error) {
			return kind === 'symlink' && errnoOf(error) === 'EINVAL'
				? unanswered('refused', `${path}: not a symbolic link (EINVAL)`)
				: unansweredBy(error, path);
		}
	};
};

/** A few, so that one that hangs does not hold up all others, and buffers stay few. */
const mostAtATime = 16;

const list = async (path: string, hostRoot: string | undefined): Promise<readonly DirectoryEntry[]> => {
	const location = await locate(path, {hostRoot});
	const names = await readdir(location);
	if (names.length > mostEntries) {
		throw limitError('EFBIG', `${names.length} entries, more than ${mostEntries}`);
	}
	const sorted = names.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
	const entries: DirectoryEntry[] = [];
	for (let index = 0; index < sorted.length; index += 64) {
		const some = sorted.slice(index, index + 64).map(name => entryAt(location, path, name, hostRoot));
		entries.push(...(await Promise.all(some)).flatMap(entry => entry ?? []));
	}
	return entries;
};

/** None when it is gone by now. */
const entryAt = async (
	location: string,
	path: string,
	name: string,
	hostRoot: string | undefined,
): Promise<DirectoryEntry | undefined> => {
	try {
		const own = await lstat(join(location, name));
		const target = own.isSymbolicLink() ? await targetOf(join(path, name), hostRoot) : undefined;
		const {mode, size, modified} = detailsOf(target ?? own);
		const type = typeOf(own);
		return {name, type: type === 'socket' ? 'other' : type, mode, size, modified};
	} catch (error) {
		if (errnoOf(error) === 'ENOENT') {
			return undefined;
		}
		throw error;
	}
};

const statusAt = async (path: string, hostRoot: string | undefined): Promise<FileStatus> => {
	const own = await lstat(await locate(path, {hostRoot, followLast: false}));
	const target = own.isSymbolicLink() ? await targetOf(path, hostRoot) : undefined;
	const {uid, gid} = target ?? own;
	return {type: typeOf(own), uid, gid, ...detailsOf(target ?? own)};
};

const targetOf = async (path: string, hostRoot: string | undefined): Promise<Stats | undefined> => {
	try {
		return await stat(await locate(path, {hostRoot}));
	} catch {
		return undefined;
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
