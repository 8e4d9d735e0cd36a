import {closeSync, constants, openSync, readSync, type Stats, statSync} from 'node:fs';
import {type FileHandle, open, stat} from 'node:fs/promises';
import type {FileStatus} from '../core/request.ts';
import {limitError} from './replies.ts';

/** Thousands of sysctls are read ten times faster in place, and the kernel has them at hand: they cannot hang. */
export const isImmediate = (path: string, hostRoot = '/'): boolean =>
	hostRoot === '/' && /^\/proc\/(?:(?:sys|net)\/|[a-z_]+$)/.test(path);

// A FIFO put there between looking and opening must not block.
const openFlags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
const chunkSize = 64 * 1024;
const scratch = Buffer.allocUnsafe(chunkSize);

export const readNow = (path: string, limit: number): string => {
	assertRegular(statSync(path));
	const descriptor = openSync(path, openFlags);
	try {
		const collected = collectBytes(limit);
		for (;;) {
			const length = readSync(descriptor, scratch, 0, chunkSize, null);
			if (length === 0) {
				return collected.whole().toString();
			}
			collected.add(Buffer.from(scratch.subarray(0, length)));
		}
	} finally {
		closeSync(descriptor);
	}
};

export const readText = async (location: string, limit: number, tail?: number): Promise<string> => {
	// Asked before opening: opening a device can already do something.
	assertRegular(await stat(location));
	const handle = await open(location, openFlags);
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
		const type = typeOf(status);
		throw new Error(`expected a regular file, got a ${type === 'other' ? 'device or FIFO' : type}`);
	}
};

/** Reads to the end, whatever the size says: files of /proc and /sys claim to be empty, or one page. */
const readBytes = async (handle: FileHandle, start: number, limit: number): Promise<Buffer> => {
	const collected = collectBytes(limit);
	for (let position = start; ; ) {
		// A position would need a seekable file, which some of /proc are not.
		const {bytesRead, buffer} = await handle.read({
			buffer: Buffer.allocUnsafe(chunkSize),
			position: start === 0 ? null : position,
		});
		if (bytesRead === 0) {
			return collected.whole();
		}
		collected.add(buffer.subarray(0, bytesRead));
		position += bytesRead;
	}
};

const collectBytes = (limit: number) => {
	const chunks: Buffer[] = [];
	let length = 0;
	return {
		add: (chunk: Buffer): void => {
			length += chunk.length;
			if (length > limit) {
				throw limitError('EFBIG', `more than ${limit} bytes`);
			}
			chunks.push(chunk);
		},
		whole: (): Buffer => Buffer.concat(chunks, length),
	};
};

/** Does not begin in the middle of a UTF-8 sequence. */
const endOf = (bytes: Buffer, length: number): Buffer => {
	const end = bytes.subarray(Math.max(0, bytes.length - length));
	const start = end.findIndex(byte => (byte & 0xc0) !== 0x80);
	return start <= 0 ? end : end.subarray(start);
};

/** What a file is, as replies name it. */
export const typeOf = (status: Stats): FileStatus['type'] => {
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
