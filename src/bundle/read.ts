import {readFile, realpath, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {requestKey} from '../core/request.ts';
import {type Bundle, BundleError, decodeReply, hashOf} from './format.ts';
import {manifestName, manifestOf} from './manifest.ts';
import {unpackTar} from './tar.ts';

export interface ReadLimits {
	/** Bytes of an archive. */
	readonly archive: number;
	/** Bytes of all that is in it. */
	readonly content: number;
}

const defaultLimits: ReadLimits = {archive: 64 * 1024 * 1024, content: 256 * 1024 * 1024};

/** What holds a bundle: gives the text of a file by its name in there, and none when it has no such file. */
interface Source {
	readonly kind: 'archive' | 'folder';
	readonly textOf: (file: string) => Promise<string | undefined>;
}

/** Reads a bundle: the archive, or a folder with the same content. Throws `BundleError` with one line. */
export const readBundle = async (path: string, limits = defaultLimits): Promise<Bundle> => {
	try {
		const isFolder = (await stat(path)).isDirectory();
		return await bundleOf(isFolder ? await openFolder(path, limits) : await openArchive(path, limits));
	} catch (error) {
		throw new BundleError(`${path} is no bundle: ${reasonOf(error as Error)}`);
	}
};

/** One line; what the system says ends with its call and the path, which is told already. */
const reasonOf = ({message}: Error): string => message.replace(/, \w+ '.*'$/s, '').replace(/\s+/g, ' ');

const noneIfMissing = (error: NodeJS.ErrnoException): undefined => {
	if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') {
		throw error;
	}
};

/** Any folder may be named by mistake: only what its manifest names is read. */
const openFolder = async (path: string, {content}: ReadLimits): Promise<Source> => {
	const folder = await realpath(path);
	let total = 0;
	return {
		kind: 'folder',
		textOf: async file => {
			const location = await realpath(join(folder, file)).catch(noneIfMissing);
			if (location === undefined) {
				return undefined;
			}
			const status = await stat(location);
			if (!location.startsWith(`${folder}/`) || !status.isFile()) {
				throw new Error(`expected regular files within the bundle, got ${JSON.stringify(file)}`);
			}
			total += status.size;
			if (total > content) {
				throw new Error(`expected at most ${content} bytes in all its files, got more`);
			}
			return readFile(location, 'utf8');
		},
	};
};

const openArchive = async (path: string, limits: ReadLimits): Promise<Source> => {
	const {size} = await stat(path);
	if (size > limits.archive) {
		throw new Error(`expected at most ${limits.archive} bytes, got ${size}`);
	}
	const files = unpackTar(gunzip(await readFile(path), limits));
	// Re-packed by hand, everything may lie in a folder of any name.
	const manifest = files
		.map(file => file.path)
		.filter(name => name === manifestName || name.endsWith(`/${manifestName}`))
		.toSorted((one, other) => one.length - other.length)[0];
	const prefix = manifest?.slice(0, -manifestName.length) ?? '';
	const contents = new Map(files.map(file => [file.path.slice(prefix.length), file.content]));
	return {kind: 'archive', textOf: async file => contents.get(file)?.toString('utf8')};
};

const gunzip = (archive: Buffer, {content}: ReadLimits): Buffer => {
	try {
		return gunzipSync(archive, {maxOutputLength: content});
	} catch (error) {
		throw new Error(
			`expected a .tar.gz archive or its folder, got a file that is not: ${(error as Error).message}`,
		);
	}
};

const filesAtATime = 16;

const bundleOf = async ({kind, textOf}: Source): Promise<Bundle> => {
	const index = await textOf(manifestName);
	if (index === undefined) {
		throw new Error(
			`expected ${manifestName}, got ${kind === 'folder' ? 'a folder' : 'an archive'} without it`,
		);
	}
	const manifest = manifestOf(index);
	const names = [...new Set(manifest.replies.flatMap(({file}) => file ?? []))];
	const texts = new Map<string, string>();
	const readOne = async (file: string): Promise<void> => {
		const text = await textOf(file);
		if (text === undefined) {
			throw new Error(`expected the file ${file}, which ${manifestName} names, got none`);
		}
		texts.set(file, text);
	};
	for (let start = 0; start < names.length; start += filesAtATime) {
		await Promise.all(names.slice(start, start + filesAtATime).map(readOne));
	}
	const recorded = manifest.replies.map(entry => decodeReply(entry, file => texts.get(file) ?? ''));
	const hashes = new Map((manifest.files ?? []).map(({path, sha256}) => [path, sha256]));
	const altered = [...texts].flatMap(([file, text]) => {
		const written = hashes.get(file);
		return written === undefined || written === hashOf(text) ? [] : [file];
	});
	return {altered, manifest, replies: new Map(recorded.map(entry => [requestKey(entry.request), entry]))};
};
