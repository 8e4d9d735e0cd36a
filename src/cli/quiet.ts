import {compare, type State} from '../schedule/changes.ts';
import {acquireLock} from '../schedule/lock.ts';
import {
	defaultStateDirectory,
	prepareStateDirectory,
	readState,
	StateError,
	storeReport,
	storeState,
} from '../schedule/state.ts';
import {removeTemporaryFiles} from '../write-file.ts';
import {exitCodes} from './errors.ts';
import {extensionsFor, tellProblems} from './extensions.ts';
import {localHostFor} from './host-for.ts';
import type {OptionValues} from './options.ts';
import {writeOutputs} from './outputs.ts';
import {runDiagnosis} from './run.ts';

const tell = (line: string): void => {
	process.stderr.write(`rke2-netdoctor: ${line}\n`);
};

/** A scheduled run: prints nothing unless something changed since the last one, and remembers what it found. */
export const checkQuietly = async (options: OptionValues): Promise<number> => {
	const directory = options['state-dir'] ?? defaultStateDirectory;
	const unprepared = await prepareStateDirectory(directory);
	const lock = await acquireLock(directory);
	if (lock.status === 'busy') {
		tell(`another run with --quiet is under way (process ${lock.holder})`);
		return exitCodes.busy;
	}
	const failures = [...(unprepared === undefined ? [] : [`${directory}: ${unprepared}`])];
	if (lock.status === 'failed' && unprepared === undefined) {
		failures.push(`no lock: ${lock.why}`);
	}
	if (lock.status === 'held') {
		// Nobody else writes here now: what is unfinished is of runs that were killed.
		await removeTemporaryFiles(directory);
	}
	try {
		return await runAndRemember(options, directory, failures);
	} finally {
		if (lock.status === 'held') {
			await lock.release();
		}
	}
};

const runAndRemember = async (
	options: OptionValues,
	directory: string,
	failures: string[],
): Promise<number> => {
	const previous = await previousState(directory);
	const {report: found, exitCode} = await runDiagnosis(options, signal => localHostFor(options, signal).host);
	const {report, state, isWorthSaying} = compare(previous, found);
	if (isWorthSaying) {
		tellProblems(await extensionsFor(options));
	}
	const code = await writeOutputs(report, options, exitCode, {isSilent: !isWorthSaying});
	// What nobody was told is told again by the next run.
	const stored = [
		await storeReport(directory, report),
		...(code === exitCodes.unwritableOutput ? [] : [await storeState(directory, state)]),
	];
	failures.push(...stored.flatMap(failure => failure ?? []));
	if (failures.length === 0) {
		return code;
	}
	tell(`the state was not stored: ${failures[0]}`);
	return exitCodes.unwritableOutput;
};

/** Damaged state must not silence a node: then everything is new. */
const previousState = async (directory: string): Promise<State | undefined> => {
	try {
		return await readState(directory);
	} catch (error) {
		if (error instanceof StateError) {
			tell(`${error.message}; starting anew`);
			return undefined;
		}
		throw error;
	}
};
