import type {Invocation} from '../arguments.ts';
import {localHostFor} from '../host-for.ts';
import {outputsFrom, writeOutputs} from '../outputs.ts';
import {runDiagnosis} from '../run.ts';

export const check = async ({options}: Invocation): Promise<number> => {
	outputsFrom(options);
	const {report, exitCode} = await runDiagnosis(options, signal => localHostFor(options, signal).host);
	return writeOutputs(report, options, exitCode);
};
