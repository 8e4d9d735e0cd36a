import type {Reason, Request} from '../core/request.ts';
import {bundleFormat, type Manifest, type ManifestReply} from './format.ts';

export const manifestName = 'manifest.json';

/** Reads the index of a bundle, which anyone may have written; throws with one line. */
export const manifestOf = (text: string): Manifest => {
	const value: unknown = JSON.parse(text);
	const {format, replies, complete, files} = (isObject(value) ? value : {}) as Partial<Manifest>;
	if (format !== bundleFormat) {
		throw new Error(`expected format ${bundleFormat} in ${manifestName}, got ${JSON.stringify(format)}`);
	}
	if (complete !== undefined && typeof complete !== 'boolean') {
		throw new Error(`expected complete to be true or false, got ${excerpt(complete)}`);
	}
	if (files !== undefined && !(Array.isArray(files) && files.every(isFile))) {
		throw new Error(`expected files with path and sha256, got ${excerpt(files)}`);
	}
	if (!Array.isArray(replies)) {
		throw new Error(`expected a list of replies, got ${excerpt(replies)}`);
	}
	for (const entry of replies as readonly unknown[]) {
		const expected = whyNotReply(entry);
		if (expected !== undefined) {
			throw new Error(`expected a list of replies, each with ${expected}, got ${excerpt(entry)}`);
		}
	}
	return value as Manifest;
};

const excerpt = (value: unknown): string => JSON.stringify(value)?.slice(0, 200) ?? 'none';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isFile = (value: unknown): boolean =>
	isObject(value) &&
	typeof Reflect.get(value, 'path') === 'string' &&
	typeof Reflect.get(value, 'sha256') === 'string';

const reasons: Readonly<Record<Reason, true>> = {
	'not-found': true,
	denied: true,
	'timed-out': true,
	'too-large': true,
	'exit-code': true,
	unparseable: true,
	refused: true,
	'would-change-node': true,
	passive: true,
	'not-recorded': true,
	dependency: true,
	'too-early': true,
};

const whyNotReply = (value: unknown): string | undefined => {
	const entry: {readonly [Name in keyof ManifestReply]?: unknown} = isObject(value) ? value : {};
	const {request, reason, code} = entry;
	if (!isRequest(request)) {
		return 'a request';
	}
	if (reason !== undefined && !(typeof reason === 'string' && Object.hasOwn(reasons, reason))) {
		return `a reason of ${Object.keys(reasons).join(', ')}`;
	}
	if (code !== undefined && !Number.isInteger(code)) {
		return 'an integer as code';
	}
	const texts = ['body', 'file', 'stderr', 'detail'] as const;
	const strange = texts.find(name => entry[name] !== undefined && typeof entry[name] !== 'string');
	return strange === undefined ? undefined : `a text as ${strange}`;
};

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

const isRequest = (value: unknown): boolean => {
	if (!isObject(value) || !Object.hasOwn(requestTexts, Reflect.get(value, 'kind'))) {
		return false;
	}
	const request = value as Request;
	const hasLists =
		request.kind === 'command' ? isTexts(request.argv) : request.kind !== 'api' || isTexts(request.select);
	return hasLists && requestTexts[request.kind].every(name => typeof Reflect.get(request, name) === 'string');
};
