import {mkdir, readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import type {Report} from '../core/report.ts';
import {writeFile} from '../write-file.ts';
import type {State} from './changes.ts';

export const defaultStateDirectory = '/var/lib/rke2-netdoctor';

/** What was stored cannot be used. */
export class StateError extends Error {
	override readonly name = 'StateError';
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const isState = (value: unknown): value is State =>
	isObject(value) &&
	value.format === 1 &&
	typeof value.lastRunAt === 'string' &&
	typeof value.verdict === 'string' &&
	Array.isArray(value.findings) &&
	value.findings.every(finding => isObject(finding) && typeof finding.fingerprint === 'string') &&
	Array.isArray(value.history);

const isReport = (value: unknown): value is Report =>
	isObject(value) &&
	/^1\./.test(String(value.schemaVersion)) &&
	typeof value.finishedAt === 'string' &&
	Array.isArray(value.outcomes) &&
	Array.isArray(value.causes) &&
	isObject(value.summary) &&
	isObject(value.environment) &&
	isObject(value.node);

/** The text of a stored file, or `undefined` when there is none. */
const read = async (path: string): Promise<string | undefined> => {
	try {
		return await readFile(path, 'utf8');
	} catch (error) {
		const {code, message} = error as NodeJS.ErrnoException;
		if (code === 'ENOENT') {
			return undefined;
		}
		throw new StateError(`${path} cannot be read: ${message}`);
	}
};

const parse = <Value>(path: string, text: string, isValue: (value: unknown) => value is Value): Value => {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		// Told below.
	}
	if (!isValue(value)) {
		throw new StateError(`${path} is damaged: expected what rke2-netdoctor --quiet writes`);
	}
	return value;
};

/** What earlier scheduled runs found; `undefined` before the first. Throws `StateError`. */
export const readState = async (directory: string): Promise<State | undefined> => {
	const path = join(directory, 'state.json');
	const text = await read(path);
	return text === undefined ? undefined : parse(path, text, isState);
};

/** The report of the last scheduled run. Throws `StateError` also when there is none. */
export const readLastReport = async (directory: string): Promise<Report> => {
	const path = join(directory, 'report.json');
	const text = await read(path);
	if (text === undefined) {
		throw new StateError(`there is no ${path}: rke2-netdoctor --quiet has not run yet`);
	}
	return parse(path, text, isReport);
};

/** Makes the folder, only for its owner. Returns why it failed. */
export const prepareStateDirectory = async (directory: string): Promise<string | undefined> => {
	try {
		await mkdir(directory, {recursive: true, mode: 0o700});
		return undefined;
	} catch (error) {
		return (error as Error).message;
	}
};

/** For `--last`: whoever may enter the folder may read the report. Returns why it failed. */
export const storeReport = async (directory: string, report: Report): Promise<string | undefined> => {
	const mode = (await stat(directory).catch(() => undefined))?.mode ?? 0;
	const isShared = (mode & 0o050) === 0o050;
	return writeFile(join(directory, 'report.json'), `${JSON.stringify(report)}\n`, isShared ? 0o640 : 0o600);
};

/** Returns why it failed. */
export const storeState = (directory: string, state: State): Promise<string | undefined> =>
	writeFile(join(directory, 'state.json'), `${JSON.stringify(state)}\n`, 0o600);
