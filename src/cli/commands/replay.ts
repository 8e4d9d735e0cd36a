import {readBundle} from '../../bundle/read.ts';
import {createReplayHost} from '../../host/replay.ts';
import type {Invocation} from '../arguments.ts';
import {outputsFrom, writeOutputs} from '../outputs.ts';
import {runDiagnosis} from '../run.ts';

export const replay = async ({words, options}: Invocation): Promise<number> => {
	outputsFrom(options);
	const [path = ''] = words;
	const bundle = await readBundle(path);
	const host = createReplayHost(bundle, path);
	const isPartial = bundle.manifest.complete === false;
	const {report, exitCode} = await runDiagnosis(options, () => host, {isPartial});
	return writeOutputs(report, options, exitCode);
};
