import {existsSync, readFileSync, realpathSync} from 'node:fs';
import {hostname} from 'node:os';
import {join, resolve} from 'node:path';
import {visibleLine} from '../../render/escape.ts';
import {
	filesOf,
	filesText,
	foldersOf,
	install,
	installedSchedule,
	kindOf,
	remove,
	type ScheduleKind,
} from '../../schedule/node.ts';
import {defaultStateDirectory, readState} from '../../schedule/state.ts';
import {nextRun, type Schedule} from '../../schedule/units.ts';
import {type Invocation, parseArguments} from '../arguments.ts';
import {UsageError} from '../errors.ts';
import {nearest} from '../nearest.ts';
import type {OptionName, OptionValues} from '../options.ts';
import {outputsFrom, writeStandardOutput} from '../outputs.ts';

const actions = ['print', 'install', 'remove', 'status'] as const;

export const schedule = async ({words, options, rest}: Invocation): Promise<number> => {
	const [word = ''] = words;
	const action = actions.find(name => name === word);
	const root = resolve(options['host-root'] ?? '/');
	if (!existsSync(join(root, 'etc'))) {
		throw new UsageError(`--host-root expects the root of a file system, got ${root}, which has no etc`);
	}
	const node = {root, print: (text: string) => void process.stdout.write(text)};
	switch (action) {
		case 'print':
			await writeStandardOutput(
				filesText(filesOf(printedKind(root), await scheduleFrom(options, rest, root))),
			);
			return 0;
		case 'install':
			await install(await scheduleFrom(options, rest, root), node);
			return 0;
		case 'remove':
			remove(stateDirectoryFrom(options), node);
			return 0;
		case 'status':
			await writeStandardOutput(await statusText(root, join(root, stateDirectoryFrom(options))));
			return 0;
		case undefined: {
			const near = nearest(word, actions);
			throw new UsageError(
				`expected one of ${actions.join(', ')}, got "${word}"${near === undefined ? '' : `; did you mean ${near}?`}`,
			);
		}
	}
};

const stateDirectoryFrom = (options: OptionValues): string => {
	const path = options['state-dir'] ?? defaultStateDirectory;
	if (!path.startsWith('/')) {
		throw new UsageError(`--state-dir expects an absolute path, got "${path}"`);
	}
	return path;
};

/** Where nothing can be installed, a unit can still be shown. */
const printedKind = (root: string): ScheduleKind => {
	try {
		return kindOf(root);
	} catch {
		return 'systemd';
	}
};

const scheduleFrom = async (
	options: OptionValues,
	rest: readonly string[],
	root: string,
): Promise<Schedule> => {
	const checkOptions = checkedOptions(rest);
	const stateDirectory = stateDirectoryFrom(options);
	if (options.group !== undefined && !/^[a-z_][a-z0-9_-]{0,31}$/i.test(options.group)) {
		throw new UsageError(`--group expects the name of a group, got "${options.group}"`);
	}
	const paths = (await outputsFrom(checkOptions)).flatMap(({path}) => path ?? []);
	const relative = paths.find(path => !path.startsWith('/'));
	if (relative !== undefined) {
		throw new UsageError(`a scheduled check expects absolute paths, got "${relative}"`);
	}
	return {
		command: [
			...program(),
			'check',
			'--quiet',
			...(stateDirectory === defaultStateDirectory ? [] : ['--state-dir', stateDirectory]),
			...rest,
		],
		every: Number(options.every ?? 10),
		hostName: hostNameOf(root),
		stateDirectory,
		writes: foldersOf(paths),
		group: options.group,
	};
};

const notForScheduled: readonly OptionName[] = [
	'quiet',
	'last',
	'max-age',
	'state-dir',
	'help',
	'version',
	'host-root',
];

/** Options after `--` are those of the check; a mistake in them is told now, not by the first run. */
const checkedOptions = (rest: readonly string[]): OptionValues => {
	const {options} = parseArguments(['check', ...rest]);
	const strange = notForScheduled.find(name => options[name] !== undefined);
	if (strange !== undefined) {
		throw new UsageError(`a scheduled check takes no --${strange} of its own`);
	}
	return options;
};

/** How this very program is started. */
const program = (): readonly [string, ...string[]] => {
	const [, script] = process.argv;
	return script !== undefined && existsSync(script) && /\.m?js$/.test(realpathSync(script))
		? [process.execPath, realpathSync(script)]
		: [process.execPath];
};

const hostNameOf = (root: string): string => {
	const path = join(root, 'etc/hostname');
	return root !== '/' && existsSync(path) ? readFileSync(path, 'utf8').trim() : hostname();
};

const mostChanges = 10;

const statusText = async (root: string, directory: string): Promise<string> => {
	const installed = installedSchedule(root);
	if (installed === undefined) {
		return 'not installed: rke2-netdoctor schedule install\n';
	}
	const state = await readState(directory);
	const next = nextRun(installed.text, new Date());
	const changes = (state?.history ?? []).slice(-mostChanges);
	return [
		`installed   ${installed.path}${installed.state === undefined ? '' : ` (${installed.state})`}`,
		`last run    ${state === undefined ? 'none yet' : `${state.lastRunAt}, ${state.verdict}, ${state.findings.length} findings known`}`,
		`next run    ${next === undefined ? 'not told by this file' : next.toISOString()}`,
		...(changes.length === 0 ? [] : ['changes']),
		...changes.map(
			({at, event, check, text}) => `  ${at}  ${event.padEnd(8)} ${check}: ${visibleLine(text)}`,
		),
		'',
	].join('\n');
};
