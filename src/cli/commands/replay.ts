import {readBundle} from '../../bundle/read.ts';
import {createReplayHost} from '../../host/replay.ts';
import {visibleLine} from '../../render/escape.ts';
import type {Invocation} from '../arguments.ts';
import {extensionsFor, tellProblems} from '../extensions.ts';
import {outputsFrom, writeOutputs} from '../outputs.ts';
import {runDiagnosis} from '../run.ts';

export const replay = async ({words, options}: Invocation): Promise<number> => {
	await outputsFrom(options);
	tellProblems(await extensionsFor(options));
	const [path = ''] = words;
	const bundle = await readBundle(path);
	const host = createReplayHost(bundle, path);
	if (bundle.altered.length > 0) {
		const [first, ...others] = bundle.altered;
		process.stderr.write(
			`rke2-netdoctor: not as it was recorded: ${visibleLine(first ?? '')}${others.length === 0 ? '' : ` and ${others.length} more files`}\n`,
		);
	}
	const isPartial = bundle.manifest.complete === false;
	const {report, exitCode} = await runDiagnosis(options, () => host, {isPartial});
	return writeOutputs(report, options, exitCode);
};
