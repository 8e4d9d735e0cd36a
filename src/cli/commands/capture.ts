import {packBundle} from '../../bundle/write.ts';
import type {Report} from '../../core/report.ts';
import {createRecordingHost} from '../../host/recording.ts';
import {json} from '../../render/json.ts';
import {text} from '../../render/text.ts';
import type {Invocation} from '../arguments.ts';
import {exitCodes} from '../errors.ts';
import {localHostFor} from '../host-for.ts';
import {writeFile, writeStandardOutput} from '../outputs.ts';
import {runDiagnosis} from '../run.ts';

const plain = {hasColor: false, isAscii: false, width: 0, isVerbose: true};

/** Exits 0 when the bundle is whole, whatever the verdict in it is. */
export const capture = async ({words, options}: Invocation): Promise<number> => {
	let recording: ReturnType<typeof createRecordingHost> | undefined;
	let local: ReturnType<typeof localHostFor> | undefined;
	const {report, exitCode} = await runDiagnosis(options, signal => {
		local = localHostFor(options, signal);
		recording = createRecordingHost(local.host);
		return recording.host;
	});
	const archive = packBundle({
		tool: report.tool,
		createdAt: report.startedAt,
		node: report.node.name,
		removed: local?.removed() ?? [],
		recorded: recording?.recorded() ?? [],
		documents: {'report.json': json.render(report, plain), 'report.txt': text.render(report, plain)},
	});
	const path = words[0] ?? defaultName(report);
	if (path === '-') {
		await writeStandardOutput(archive);
	} else {
		const failure = await writeFile(path, archive, 0o600);
		if (failure !== undefined) {
			process.stderr.write(`rke2-netdoctor: ${path} was not written: ${failure}\n`);
			return exitCodes.unwritableOutput;
		}
		process.stderr.write(`rke2-netdoctor: wrote ${path} (${archive.length} bytes)\n`);
	}
	return report.complete ? 0 : exitCode;
};

const defaultName = ({node, startedAt}: Report): string =>
	`rke2-netdoctor-${node.name}-${startedAt.replace(/[-:]|\.\d+/g, '')}.tar.gz`;
