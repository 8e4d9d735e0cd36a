import {readdir, readFile, stat} from 'node:fs/promises';
import {join, relative} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {type Request, requestKey} from '../core/request.ts';
import {
	type Bundle,
	BundleError,
	bundleFormat,
	decodeReply,
	type Manifest,
	type ManifestReply,
} from './format.ts';
import {unpackTar} from './tar.ts';

const archiveLimit = 64 * 1024 * 1024;
const contentLimit = 256 * 1024 * 1024;
const manifestName = 'manifest.json';

type Files = ReadonlyMap<string, Buffer>;

/** Reads a bundle: the archive, or a folder with the same content. Throws `BundleError` with one line. */
export const readBundle = async (path: string): Promise<Bundle> => {
	try {
		const files = (await stat(path)).isDirectory() ? await filesOfFolder(path) : await filesOfArchive(path);
		return bundleOf(files);
	} catch (error) {
		throw new BundleError(`${path} is no bundle: ${(error as Error).message}`);
	}
};

const filesOfFolder = async (folder: string): Promise<Files> => {
	const entries = await readdir(folder, {recursive: true, withFileTypes: true});
	const contents = entries
		.filter(entry => entry.isFile())
		.map(async ({parentPath, name}) => {
			const path = join(parentPath, name);
			return [relative(folder, path), await readFile(path)] as const;
		});
	return new Map(await Promise.all(contents));
};

const filesOfArchive = async (path: string): Promise<Files> => {
	const {size} = await stat(path);
	if (size > archiveLimit) {
		throw new Error(`expected at most ${archiveLimit} bytes, got ${size}`);
	}
	const files = unpackTar(gunzip(await readFile(path)));
	// Re-packed by hand, everything may lie in a folder of any name.
	const manifest = files
		.map(file => file.path)
		.filter(name => name === manifestName || name.endsWith(`/${manifestName}`))
		.toSorted((one, other) => one.length - other.length)[0];
	const prefix = manifest?.slice(0, -manifestName.length) ?? '';
	return new Map(files.map(file => [file.path.slice(prefix.length), file.content]));
};

const gunzip = (archive: Buffer): Buffer => {
	try {
		return gunzipSync(archive, {maxOutputLength: contentLimit});
	} catch (error) {
		throw new Error(
			`expected a .tar.gz archive or its folder, got a file that is not: ${(error as Error).message}`,
		);
	}
};

const bundleOf = (files: Files): Bundle => {
	const content = (file: string): string => {
		const text = files.get(file)?.toString('utf8');
		if (text === undefined) {
			throw new Error(`expected the file ${file}, which ${manifestName} names, got none`);
		}
		return text;
	};
	const manifest = manifestOf(content(manifestName));
	const recorded = manifest.replies.map(entry => decodeReply(entry, content));
	return {manifest, replies: new Map(recorded.map(entry => [requestKey(entry.request), entry]))};
};

const manifestOf = (text: string): Manifest => {
	const value: unknown = JSON.parse(text);
	const {format, replies} = (typeof value === 'object' && value !== null ? value : {}) as Partial<Manifest>;
	if (format !== bundleFormat) {
		throw new Error(`expected format ${bundleFormat} in ${manifestName}, got ${JSON.stringify(format)}`);
	}
	const strange = Array.isArray(replies) ? replies.findIndex(entry => !isReply(entry)) : 0;
	if (!Array.isArray(replies) || strange !== -1) {
		throw new Error(
			`expected a list of replies, each with a request, got ${JSON.stringify(replies?.[strange])}`,
		);
	}
	return value as Manifest;
};

const isReply = (entry: Partial<ManifestReply> | null): boolean =>
	typeof entry === 'object' &&
	entry !== null &&
	isRequest(entry.request) &&
	[entry.body, entry.file, entry.stderr].every(text => text === undefined || typeof text === 'string');

/** Without its texts, a request has no key and could never be asked for. */
const requestTexts: Readonly<Record<Request['kind'], readonly string[]>> = {
	command: [],
	file: ['path'],
	directory: ['path'],
	symlink: ['path'],
	stat: ['path'],
	filesystem: ['path'],
	api: ['path'],
	http: ['url'],
	bird: ['socket', 'show'],
	packet: ['packet'],
	option: ['name'],
	clock: [],
};

const isTexts = (value: unknown): boolean =>
	Array.isArray(value) && value.every(item => typeof item === 'string');

const isRequest = (request: Request | undefined): boolean => {
	if (typeof request !== 'object' || request === null || !Object.hasOwn(requestTexts, request.kind)) {
		return false;
	}
	const hasLists =
		request.kind === 'command' ? isTexts(request.argv) : request.kind !== 'api' || isTexts(request.select);
	return hasLists && requestTexts[request.kind].every(name => typeof Reflect.get(request, name) === 'string');
};
