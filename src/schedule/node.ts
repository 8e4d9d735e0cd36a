import {spawnSync} from 'node:child_process';
import {
	chmodSync,
	chownSync,
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmdirSync,
	unlinkSync,
} from 'node:fs';
import {dirname, join} from 'node:path';
import {writeFile} from '../write-file.ts';
import {cronFile, type Schedule, serviceUnit, timerUnit} from './units.ts';

/** Installing and removing: the only part of the program that changes the node, and it prints what it does. */
export interface ScheduleNode {
	/** Where the node's root file system is; only on `/` are units started. */
	readonly root: string;
	readonly print: (text: string) => void;
}

/** Something of the node stands in the way. */
export class ScheduleError extends Error {
	override readonly name = 'ScheduleError';
}

export type ScheduleKind = 'systemd' | 'cron';

const servicePath = '/etc/systemd/system/rke2-netdoctor.service';
const timerPath = '/etc/systemd/system/rke2-netdoctor.timer';
const cronPath = '/etc/cron.d/rke2-netdoctor';
const timer = 'rke2-netdoctor.timer';

/** What this node schedules with: systemd where it runs, else cron. Throws `ScheduleError` where there is neither. */
export const kindOf = (root: string): ScheduleKind => {
	if (existsSync(join(root, 'run/systemd/system'))) {
		return 'systemd';
	}
	if (existsSync(join(root, 'etc/cron.d'))) {
		return 'cron';
	}
	throw new ScheduleError(
		'expected systemd (/run/systemd/system) or cron (/etc/cron.d) on this node, got neither',
	);
};

/** The files of a schedule, by path. */
export const filesOf = (kind: ScheduleKind, schedule: Schedule): Readonly<Record<string, string>> =>
	kind === 'systemd'
		? {[servicePath]: serviceUnit(schedule), [timerPath]: timerUnit(schedule)}
		: {[cronPath]: cronFile(schedule)};

export const filesText = (files: Readonly<Record<string, string>>): string =>
	Object.entries(files)
		.map(([path, content]) => `# ${path}\n${content}`)
		.join('\n');

/** Prints each file, writes it, and starts the timer. Throws `ScheduleError`. */
export const install = async (schedule: Schedule, {root, print}: ScheduleNode): Promise<void> => {
	const kind = kindOf(root);
	const files = filesOf(kind, schedule);
	print(filesText(files));
	const group = schedule.group === undefined ? undefined : groupIdOf(root, schedule.group);
	for (const [path, content] of Object.entries(files)) {
		await writeBelow(root, path, content);
	}
	prepareState(join(root, schedule.stateDirectory), group);
	if (kind === 'systemd' && root === '/') {
		systemctl('daemon-reload');
		systemctl('enable', '--now', timer);
	}
	print(`\ninstalled: runs every ${schedule.every} minutes\n`);
};

const groupIdOf = (root: string, group: string): number => {
	const lines = readFileSync(join(root, 'etc/group'), 'utf8').split('\n');
	const id = lines.find(line => line.startsWith(`${group}:`))?.split(':')[2];
	if (id === undefined) {
		throw new ScheduleError(`--group expects a group of this node (/etc/group), got "${group}"`);
	}
	return Number(id);
};

const writeBelow = async (root: string, path: string, content: string): Promise<void> => {
	const failure = await writeFile(join(root, path), content, 0o644);
	if (failure !== undefined) {
		throw new ScheduleError(`${path} was not written: ${failure}`);
	}
};

/** With the bit that makes files in it belong to the group, also those that cron's runs write. */
const prepareState = (directory: string, group: number | undefined): void => {
	try {
		mkdirSync(directory, {recursive: true, mode: 0o700});
		if (group !== undefined) {
			chownSync(directory, 0, group);
		}
		chmodSync(directory, group === undefined ? 0o700 : 0o2750);
	} catch (error) {
		throw new ScheduleError(`${directory} was not prepared: ${(error as Error).message}`);
	}
};

const systemctl = (...words: readonly string[]): void => {
	const {status, stderr, error} = spawnSync('systemctl', words, {encoding: 'utf8', timeout: 30_000});
	if (status !== 0) {
		throw new ScheduleError(`systemctl ${words.join(' ')} failed: ${(error?.message ?? stderr).trim()}`);
	}
};

/** Prints and removes every file of a schedule, and what was stored. Throws `ScheduleError`. */
export const remove = (stateDirectory: string, {root, print}: ScheduleNode): void => {
	const hasTimer = existsSync(join(root, timerPath));
	const isBooted = root === '/' && existsSync('/run/systemd/system');
	if (hasTimer && isBooted) {
		systemctl('disable', '--now', timer);
	}
	const stored = storedFiles(join(root, stateDirectory)).map(name => join(stateDirectory, name));
	const present = [servicePath, timerPath, cronPath, ...stored, stateDirectory].filter(path =>
		existsSync(join(root, path)),
	);
	for (const path of present) {
		removeOne(root, path, path === stateDirectory);
		print(`removed ${path}\n`);
	}
	if (hasTimer && isBooted) {
		systemctl('daemon-reload');
	}
	if (present.length === 0) {
		print('nothing is installed\n');
	}
};

const ourFiles = /^(?:state\.json|report\.json|lock\.[\w.-]+|\.rke2-netdoctor\.[\w-]+\.tmp)$/;

/** Names of what this program wrote into its state; what is not its own stays, and with it the folder. */
const storedFiles = (directory: string): readonly string[] =>
	existsSync(directory) ? readdirSync(directory).filter(name => ourFiles.test(name)) : [];

const removeOne = (root: string, path: string, isFolder: boolean): void => {
	try {
		if (isFolder) {
			rmdirSync(join(root, path));
		} else {
			unlinkSync(join(root, path));
		}
	} catch (error) {
		throw new ScheduleError(`${path} was not removed: ${(error as Error).message}`);
	}
};

/** The timer that a package brought, once somebody enabled it. */
const packagedTimer = (root: string): string | undefined => {
	const enabled = join(root, 'etc/systemd/system/timers.target.wants', timer);
	const path = `/usr/lib/systemd/system/${timer}`;
	return lstatSync(enabled, {throwIfNoEntry: false}) !== undefined && existsSync(join(root, path))
		? path
		: undefined;
};

export interface Installed {
	readonly path: string;
	readonly text: string;
	/** What systemd says of the timer; none where it does not run or for cron. */
	readonly state?: string;
}

/** The file that says when the check runs, or `undefined` when nothing is installed. */
export const installedSchedule = (root: string): Installed | undefined => {
	const path =
		[timerPath, cronPath].find(candidate => existsSync(join(root, candidate))) ?? packagedTimer(root);
	if (path === undefined) {
		return undefined;
	}
	const text = readFileSync(join(root, path), 'utf8');
	const isBooted = root === '/' && existsSync('/run/systemd/system');
	const {stdout} =
		path !== cronPath && isBooted
			? spawnSync('systemctl', ['is-active', timer], {encoding: 'utf8', timeout: 10_000})
			: {stdout: ''};
	return {path, text, ...(stdout.trim() !== '' && {state: stdout.trim()})};
};

/** Folders that a check writes reports to, for the unit to leave writable. */
export const foldersOf = (paths: readonly string[]): readonly string[] => [
	...new Set(paths.map(path => dirname(path))),
];
