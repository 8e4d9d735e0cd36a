import {constants} from 'node:fs';
import {access, realpath, stat} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {locate} from './host-root.ts';
import type {Mounts} from './mounts.ts';
import {errnoOf, type Unanswered, unanswered, unansweredBy} from './replies.ts';

/** Where tools are looked for, whatever PATH the caller has. */
export const trustedDirectories: readonly string[] = [
	'/usr/sbin',
	'/sbin',
	'/usr/bin',
	'/bin',
	'/usr/local/sbin',
	'/usr/local/bin',
];

/** https://docs.rke2.io/reference/cli_tools: RKE2 puts its own tools outside of PATH. */
const ofDataDirectory: ReadonlySet<string> = new Set(['crictl', 'ctr', 'containerd', 'kubectl', 'runc']);
const directoriesOfRke2: readonly string[] = ['/usr/local/bin', '/usr/bin', '/opt/rke2/bin'];

export interface Tool {
	readonly path: string;
	/** After symbolic links: tells xtables-nft-multi from xtables-legacy-multi. */
	readonly realPath: string;
}

export interface ToolOptions {
	readonly hostRoot?: string | undefined;
	/** Looked at for the tools of RKE2, whose directory may lie on any file system. */
	readonly mounts?: Mounts | undefined;
	readonly dataDirectory: () => Promise<string>;
	readonly directories?: readonly string[] | undefined;
	/** As root, a tool that others may change is not run. */
	readonly isRoot?: boolean | undefined;
}

export type FindTool = (name: string) => Promise<Tool | Unanswered>;

export const createToolFinder = (options: ToolOptions): FindTool => {
	const found = new Map<string, Promise<Tool | Unanswered>>();
	return name => {
		const tool = found.get(name) ?? find(name, options);
		found.set(name, tool);
		return tool;
	};
};

const find = async (name: string, options: ToolOptions): Promise<Tool | Unanswered> => {
	const directories = await directoriesFor(name, options);
	let denied: unknown;
	for (const directory of directories) {
		const path = join(directory, name);
		try {
			await access(path, constants.X_OK);
			const realPath = await realpath(path);
			const why = options.isRoot === true ? await whyNotTrusted(path, realPath) : undefined;
			return why === undefined ? {path, realPath} : unanswered('refused', why);
		} catch (error) {
			denied ??= errnoOf(error) === 'EACCES' ? error : undefined;
		}
	}
	return denied === undefined
		? unanswered('not-found', `${name} is not installed: looked in ${directories.join(', ')}`)
		: unansweredBy(denied, name);
};

/** Tools of RKE2 are files of the node; all others are ours, so that they fit the libraries beside them. */
const directoriesFor = async (
	name: string,
	{hostRoot, mounts, dataDirectory, directories}: ToolOptions,
): Promise<readonly string[]> => {
	if (ofDataDirectory.has(name)) {
		const others = directories ?? trustedDirectories;
		const ofRke2 = locate(join(await dataDirectory(), 'bin'), {hostRoot, mounts});
		return ofRke2.then(
			directory => [directory, ...others],
			() => others,
		);
	}
	if (name === 'rke2' && directories === undefined) {
		return Promise.all(directoriesOfRke2.map(directory => locate(directory, {hostRoot})));
	}
	return directories ?? trustedDirectories;
};

/** Checks the file and its directory, before and after symbolic links. */
const whyNotTrusted = async (path: string, realPath: string): Promise<string | undefined> => {
	for (const part of new Set([realPath, dirname(realPath), dirname(path)])) {
		const {mode, gid} = await stat(part);
		const isWritable = (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && gid !== 0);
		if (isWritable) {
			return `${path} is not run as root: others may write ${part} (mode ${(mode & 0o7777).toString(8)})`;
		}
	}
	return undefined;
};
