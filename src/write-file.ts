import {randomUUID} from 'node:crypto';
import {type FileHandle, open, readdir, realpath, rename, stat, unlink} from 'node:fs/promises';
import {dirname, join} from 'node:path';

const temporaryName = (): string => `.rke2-netdoctor.${randomUUID()}.tmp`;
const isTemporary = (name: string): boolean => /^\.rke2-netdoctor\.[0-9a-f-]{36}\.tmp$/.test(name);

/**
 * Atomic: readers see the old file or the whole new one, also when the disk fills up or the process is killed. What is
 * no regular file (`/dev/null`, a named pipe) is written to, never replaced; a link stays one.
 * @returns why it failed
 */
export const writeFile = async (
	path: string,
	content: string | Uint8Array,
	mode: number,
): Promise<string | undefined> => {
	try {
		const existing = await stat(path).catch(() => undefined);
		if (existing !== undefined && !existing.isFile()) {
			await writeInto(await open(path, 'w'), content);
			return undefined;
		}
		await replaceFile(existing === undefined ? path : await realpath(path), content, mode);
		return undefined;
	} catch (error) {
		return (error as Error).message;
	}
};

const replaceFile = async (path: string, content: string | Uint8Array, mode: number): Promise<void> => {
	const temporary = join(dirname(path), temporaryName());
	const handle = await open(temporary, 'wx', mode);
	try {
		await handle.chmod(mode);
		await writeInto(handle, content);
		await rename(temporary, path);
	} catch (error) {
		await unlink(temporary);
		throw error;
	}
};

const writeInto = async (handle: FileHandle, content: string | Uint8Array): Promise<void> => {
	try {
		await handle.writeFile(content);
		// Devices and pipes have nothing to synchronise.
		await handle.sync().catch(() => undefined);
	} finally {
		await handle.close();
	}
};

/** Removes what processes that were killed while writing left behind in a folder that is ours alone. */
export const removeTemporaryFiles = async (folder: string): Promise<void> => {
	const names = await readdir(folder).catch(() => []);
	await Promise.all(names.filter(isTemporary).map(name => unlink(join(folder, name)).catch(() => undefined)));
};
