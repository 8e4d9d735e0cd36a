import {constants, type Stats} from 'node:fs';
import {type FileHandle, lstat, open, readdir, readlink, stat, statfs} from 'node:fs/promises';
import {join} from 'node:path';
import type {DirectoryEntry, FileStatus, FilesystemUsage, Reply, RequestOf} from '../core/request.ts';
import {withinDeadline} from './deadline.ts';
import {locate, sharesNamespace} from './host-root.ts';
import {answered, errnoOf, limitError, unanswered, unansweredBy} from './replies.ts';

export type FileRequest = RequestOf<'file' | 'directory' | 'symlink' | 'stat' | 'filesystem'>;

export interface FileOptions {
	readonly hostRoot?: string | undefined;
	/** Bytes of one file; default 4 MiB. */
	readonly byteLimit?: number | undefined;
	readonly timeoutMs?: number | undefined;
}

const mostEntries = 20_000;

/** Reads files and their metadata; a file system that hangs costs its deadline, not the run. */
export const createFileReader =
	({hostRoot, byteLimit = 4 * 1024 ** 2, timeoutMs = 5000}: FileOptions) =>
	async (request: FileRequest): Promise<Reply> => {
		const read = async (): Promise<string> => {
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
		if (request.path.startsWith('/proc/sys/net') && !(await sharesNamespace('net', hostRoot))) {
			return unanswered(
				'dependency',
				`${request.path} shows the network namespace of the reader, not the node's`,
			);
		}
		try {
			return answered(await withinDeadline(read(), timeoutMs));
		} catch (error) {
			return request.kind === 'symlink' && errnoOf(error) === 'EINVAL'
				? unanswered('refused', `${request.path}: not a symbolic link (EINVAL)`)
				: unansweredBy(error, request.path);
		}
	};

const readText = async (location: string, limit: number, tail?: number): Promise<string> => {
	// Asked before opening: opening a device or a FIFO can already do something.
	assertRegular(await stat(location));
	// A FIFO put there in between must not block.
	const handle = await open(location, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
	try {
		const status = await handle.stat();
		assertRegular(status);
		if (tail === undefined) {
			return (await readBytes(handle, 0, limit)).toString();
		}
		const length = Math.min(tail, limit);
		const start = Math.max(0, status.size - length);
		// A log that grows meanwhile is no reason to give up.
		return endOf(await readBytes(handle, start, 2 * limit), length).toString();
	} finally {
		await handle.close();
	}
};

const assertRegular = (status: Stats): void => {
	if (!status.isFile()) {
		throw new Error(`expected a regular file, got a ${typeOf(status)}`);
	}
};

/** Reads to the end, whatever the size says: files of /proc and /sys claim to be empty, or one page. */
const readBytes = async (handle: FileHandle, start: number, limit: number): Promise<Buffer> => {
	const chunks: Buffer[] = [];
	let length = 0;
	for (;;) {
		const chunk = Buffer.allocUnsafe(64 * 1024);
		// A position would need a seekable file, which some of /proc are not.
		const position = start === 0 ? null : start + length;
		const {bytesRead} = await handle.read(chunk, 0, chunk.length, position);
		if (bytesRead === 0) {
			return Buffer.concat(chunks, length);
		}
		length += bytesRead;
		if (length > limit) {
			throw limitError('EFBIG', `more than ${limit} bytes`);
		}
		chunks.push(chunk.subarray(0, bytesRead));
	}
};

/** Does not begin in the middle of a UTF-8 sequence. */
const endOf = (bytes: Buffer, length: number): Buffer => {
	const end = bytes.subarray(Math.max(0, bytes.length - length));
	const start = end.findIndex(byte => (byte & 0xc0) !== 0x80);
	return start <= 0 ? end : end.subarray(start);
};

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

const typeOf = (status: Stats): FileStatus['type'] => {
	if (status.isSymbolicLink()) {
		return 'symlink';
	}
	if (status.isFile()) {
		return 'file';
	}
	if (status.isDirectory()) {
		return 'directory';
	}
	return status.isSocket() ? 'socket' : 'other';
};

const usageAt = async (location: string): Promise<FilesystemUsage> => {
	const {bsize, blocks, bavail, files, ffree} = await statfs(location);
	return {size: bsize * blocks, available: bsize * bavail, inodes: files, inodesFree: ffree};
};
