import {readBundle} from '../../bundle/read.ts';
import {createReplayHost} from '../../host/replay.ts';
import type {Invocation} from '../arguments.ts';
import {outputsFrom, writeOutputs} from '../outputs.ts';
import {runDiagnosis} from '../run.ts';

export const replay = async ({words, options}: Invocation): Promise<number> => {
	outputsFrom(options);
	const [path = ''] = words;
	const host = createReplayHost(await readBundle(path), path);
	const {report, exitCode} = await runDiagnosis(options, () => host);
	return writeOutputs(report, options, exitCode);
};
