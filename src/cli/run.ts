import {randomUUID} from 'node:crypto';
import {type DiagnoseOptions, diagnose} from '../core/diagnose.ts';
import {cnis} from '../core/environment.ts';
import type {Host} from '../core/host.ts';
import type {Report} from '../core/report.ts';
import {exitCodes, UsageError} from './errors.ts';
import {extensionsFor} from './extensions.ts';
import type {OptionValues} from './options.ts';
import {startProgress} from './progress.ts';
import {selectChecks} from './selection.ts';

const defaultTimeout = 60;

export interface RunResult {
	readonly report: Report;
	/** Decided from the report and `--fail-on`, never by a renderer. */
	readonly exitCode: number;
}

/** Diagnoses what a host shows, with the deadline and the signals of a run from the command line. */
export const runDiagnosis = async (
	options: OptionValues,
	createHost: (signal: AbortSignal) => Host,
	{isPartial}: Pick<DiagnoseOptions, 'isPartial'> = {},
): Promise<RunResult> => {
	const {catalogue} = await extensionsFor(options);
	const select = selectChecks(catalogue.checks, options.only, options.skip);
	const seconds = secondsFrom(options.timeout);
	const end = new AbortController();
	const deadline = setTimeout(() => end.abort(), seconds * 1000);
	let interruption: number | undefined;
	const interrupt = (code: number) => (): void => {
		interruption = code;
		end.abort();
	};
	const onInterrupt = interrupt(exitCodes.interrupted);
	const onTerminate = interrupt(exitCodes.terminated);
	process.once('SIGINT', onInterrupt).once('SIGTERM', onTerminate).once('SIGHUP', onTerminate);
	const progress = await startProgress();
	try {
		const report = await diagnose({
			host: createHost(end.signal),
			catalogue,
			select,
			signal: end.signal,
			isPartial,
			onProbe: progress.onProbe,
			choices: {cni: cnis.find(name => name === options.cni)},
			now: () => Date.now(),
			runId: randomUUID(),
		});
		return {report, exitCode: interruption ?? exitCodeOf(report, options['fail-on'])};
	} finally {
		clearTimeout(deadline);
		progress.stop();
		process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate).off('SIGHUP', onTerminate);
	}
};

const secondsFrom = (word: string | undefined): number => {
	const seconds = word === undefined ? defaultTimeout : Number(word);
	if (!(seconds > 0 && seconds <= 3600)) {
		throw new UsageError(`--timeout expects seconds, more than 0 and at most 3600, got "${word}"`);
	}
	return seconds;
};

/** `--fail-on` changes the exit code only, never the verdict in the report. */
export const exitCodeOf = ({summary}: Pick<Report, 'summary'>, failOn: OptionValues['fail-on']): number => {
	if (failOn === 'never') {
		return 0;
	}
	return failOn === 'critical' && summary.exitCode === 1 ? 0 : summary.exitCode;
};
