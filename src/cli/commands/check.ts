import type {Report} from '../../core/report.ts';
import type {Invocation} from '../arguments.ts';
import {UsageError} from '../errors.ts';
import {extensionsFor, tellProblems} from '../extensions.ts';
import {localHostFor} from '../host-for.ts';
import type {OptionName, OptionValues} from '../options.ts';
import {outputsFrom, writeOutputs} from '../outputs.ts';
import {runDiagnosis} from '../run.ts';

export const check = async ({options}: Invocation): Promise<number> => {
	await outputsFrom(options);
	if (options.last === true) {
		requireNone(options, '--last', [
			'quiet',
			'only',
			'skip',
			'cni',
			'timeout',
			'passive',
			'peer',
			'host-root',
		]);
		return (await import('../last.ts')).showLast(options);
	}
	requireNone(options, 'a run of its own', ['max-age']);
	if (options.quiet === true) {
		return (await import('../quiet.ts')).checkQuietly(options);
	}
	tellProblems(await extensionsFor(options));
	const {report, exitCode} = await runDiagnosis(options, signal => localHostFor(options, signal).host);
	return writeOutputs(await dated(report, options), options, exitCode);
};

const requireNone = (options: OptionValues, what: string, names: readonly OptionName[]): void => {
	const given = names.find(name => options[name] !== undefined);
	if (given !== undefined) {
		throw new UsageError(
			given === 'max-age'
				? '--max-age goes with --last'
				: `${what} takes no --${given}: it shows a stored report`,
		);
	}
};

/** With what scheduled runs know: since when. Without them, or where their state may not be read, as it is. */
const dated = async (report: Report, options: OptionValues): Promise<Report> => {
	const [{readState, defaultStateDirectory}, {withSince}] = await Promise.all([
		import('../../schedule/state.ts'),
		import('../../schedule/changes.ts'),
	]);
	if (
		report.causes.length === 0 ||
		(options['host-root'] !== undefined && options['state-dir'] === undefined)
	) {
		return report;
	}
	const state = await readState(options['state-dir'] ?? defaultStateDirectory).catch(() => undefined);
	return withSince(report, new Map(state?.findings.map(({fingerprint, since}) => [fingerprint, since])));
};
