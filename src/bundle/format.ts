import {createHash} from 'node:crypto';
import {type Reason, type Reply, type Request, requestKey} from '../core/request.ts';

/** Version of the form; a reader refuses any other. */
export const bundleFormat = 1;

/** How a reply came about; only fixtures say. */
export type Maker = 'kernel' | 'program' | 'facts';

/** A read and what it gave. */
export interface RecordedReply {
	readonly request: Request;
	readonly reply: Reply;
	readonly madeBy?: Maker;
}

/** A recorded reply as the manifest has it: its text stands in `body`, or in a file of its own. */
export interface ManifestReply {
	readonly request: Request;
	readonly reason?: Reason;
	readonly detail?: string;
	readonly code?: number;
	readonly stderr?: string;
	readonly body?: string;
	readonly file?: string;
	readonly madeBy?: Maker;
}

export interface BundleFile {
	readonly path: string;
	readonly bytes: number;
	/** Hexadecimal. */
	readonly sha256: string;
}

export interface Manifest {
	readonly format: typeof bundleFormat;
	readonly tool: {readonly name: string; readonly version: string};
	/** ISO 8601. */
	readonly createdAt: string;
	readonly node: string;
	/** False when the run was ended before everything was read; default true. */
	readonly complete?: boolean;
	/** Every file besides this one, as it was written. */
	readonly files?: readonly BundleFile[];
	/** Secrets that were masked, by rule. */
	readonly removed: readonly {readonly rule: string; readonly count: number}[];
	readonly replies: readonly ManifestReply[];
}

export interface Bundle {
	readonly manifest: Manifest;
	/** By request key. */
	readonly replies: ReadonlyMap<string, RecordedReply>;
	/** Files that are not as they were written: damaged, or edited by hand. */
	readonly altered: readonly string[];
}

/** A bundle that cannot be read. */
export class BundleError extends Error {
	override readonly name = 'BundleError';
}

/** Shorter bodies stand in the manifest: most are the one number of a sysctl. */
const inlineLimit = 120;

const folders: Readonly<Record<Request['kind'], string>> = {
	command: 'commands',
	file: 'files',
	directory: 'directories',
	symlink: 'symlinks',
	stat: 'stats',
	filesystem: 'filesystems',
	api: 'api',
	http: 'http',
	bird: 'bird',
	packet: 'packets',
	option: 'options',
	clock: 'clock',
};

const safe = (text: string): string => text.replace(/[^\w@.+=,:~-]+/g, '_').replace(/^\.+$/, '_');

const fileNameOf = (request: Request, body: string): string => {
	if (request.kind === 'file' && request.tail === undefined && request.sample !== 'last') {
		const segments = request.path.split('/').filter(Boolean).map(safe);
		return ['files', ...segments].join('/');
	}
	const extension = /^\s*[[{]/.test(body) ? 'json' : 'txt';
	return `${folders[request.kind]}/${safe(requestKey(request)).slice(0, 120)}.${extension}`;
};

/** File systems may ignore case, and a file cannot also be a folder. */
const createNames = (): ((request: Request, body: string) => string) => {
	const taken = new Set<string>();
	const above = (name: string): readonly string[] =>
		name.split('/').map((_, index, segments) => segments.slice(0, index + 1).join('/'));
	const folderNames = new Set<string>();
	return (request, body) => {
		const name = fileNameOf(request, body);
		const isFree =
			!folderNames.has(name.toLowerCase()) && !above(name.toLowerCase()).some(part => taken.has(part));
		const hash = createHash('sha256').update(requestKey(request)).digest('hex').slice(0, 8);
		const free = isFree ? name : `${folders[request.kind]}/~${hash}.txt`;
		taken.add(free.toLowerCase());
		for (const part of above(free.toLowerCase()).slice(0, -1)) {
			folderNames.add(part);
		}
		return free;
	};
};

/** SHA-256 of a file's text. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The manifest's entries, and the files that hold the longer bodies: path and text. */
export const encodeReplies = (
	recorded: readonly RecordedReply[],
): {
	readonly replies: readonly ManifestReply[];
	readonly files: readonly (readonly [path: string, text: string])[];
} => {
	const nameOf = createNames();
	const files: (readonly [string, string])[] = [];
	const replies = recorded.map(({request, reply: {status: _, body, ...reply}, madeBy}): ManifestReply => {
		const entry = {request, ...reply, ...(madeBy !== undefined && {madeBy})};
		if (body === undefined || body.length <= inlineLimit) {
			return {...entry, ...(body !== undefined && {body})};
		}
		const file = nameOf(request, body);
		files.push([file, body]);
		return {...entry, file};
	});
	return {replies, files};
};

/** Throws what `content` throws for a file that is not there. */
export const decodeReply = (entry: ManifestReply, content: (file: string) => string): RecordedReply => {
	const {request, reason, detail = '', code, stderr, file, madeBy} = entry;
	const body = file === undefined ? entry.body : content(file);
	const coded = code === undefined ? {} : {code};
	const reply: Reply =
		reason === undefined
			? {status: 'answered', body: body ?? '', ...coded, ...(stderr !== undefined && {stderr})}
			: {status: 'unanswered', reason, detail, ...coded, ...(body !== undefined && {body})};
	return {request, reply, ...(madeBy !== undefined && {madeBy})};
};
