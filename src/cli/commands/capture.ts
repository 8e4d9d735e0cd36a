import {packBundle} from '../../bundle/write.ts';
import type {Report} from '../../core/report.ts';
import {createLoggingHost, type LogLine} from '../../host/logging.ts';
import {createRecordingHost} from '../../host/recording.ts';
import type {Removal} from '../../redact/redact.ts';
import {removes} from '../../redact/rules.ts';
import {visibleLine} from '../../render/escape.ts';
import {json} from '../../render/json.ts';
import {markdown} from '../../render/markdown.ts';
import {text} from '../../render/text.ts';
import {writeFile} from '../../write-file.ts';
import type {Invocation} from '../arguments.ts';
import {exitCodes, UsageError} from '../errors.ts';
import {extensionsFor, tellProblems} from '../extensions.ts';
import {localHostFor} from '../host-for.ts';
import {writeStandardOutput} from '../outputs.ts';
import {type RunResult, runDiagnosis} from '../run.ts';
import type {Terminal} from '../terminal.ts';

const plain = {hasColor: false, isAscii: false, width: 0, isVerbose: true};

/** Exits 0 when the bundle is whole, whatever the verdict in it is. */
export const capture = async ({words, options}: Invocation): Promise<number> => {
	const [word] = words;
	requireNoTerminal(word, process.stdout);
	tellProblems(await extensionsFor(options));
	let recording: ReturnType<typeof createRecordingHost> | undefined;
	let local: ReturnType<typeof localHostFor> | undefined;
	let logging: ReturnType<typeof createLoggingHost> | undefined;
	const result = await runDiagnosis(options, signal => {
		local = localHostFor(options, signal);
		logging = createLoggingHost(local.host);
		recording = createRecordingHost(logging.host);
		return recording.host;
	});
	const {report} = result;
	const removed = local?.removed() ?? [];
	const log = logText(report, logging?.lines() ?? []);
	const {archive, leftOut} = packBundle({
		tool: report.tool,
		createdAt: report.startedAt,
		node: report.node.name,
		complete: report.complete,
		removed,
		recorded: recording?.recorded() ?? [],
		documents: {
			'report.json': json.render(report, plain),
			'report.md': markdown.render(report, plain),
			'report.txt': text.render(report, plain),
			'removed.txt': removedText(removed),
			'log.txt': local?.redact(log) ?? log,
		},
	});
	const path = word ?? defaultName(report);
	const failure = await (path === '-' ? writeStandardOutput(archive) : writeFile(path, archive, 0o600));
	if (failure !== undefined) {
		tell(`${path === '-' ? 'standard output' : path} was not written: ${failure}`);
		return exitCodes.unwritableOutput;
	}
	if (path !== '-') {
		const masked = removed.reduce((sum, {count}) => sum + count, 0);
		tell(`wrote ${path} (${archive.length} bytes; ${masked} secrets masked, see removed.txt in it)`);
	}
	for (const missing of missingFrom(report, leftOut)) {
		tell(missing);
	}
	return exitCodeOf(result, leftOut);
};

/** What a person reads before the bundle leaves the house. */
const removedText = (removed: readonly Removal[]): string =>
	removed.length === 0
		? 'Nothing looked like a secret.\n'
		: [
				'What was masked. Equal secrets have equal masks (REDACTED_…), also across files.',
				'',
				...removed.map(
					({rule, count}) => `${String(count).padStart(6)}  ${rule.padEnd(24)} ${removes(rule)}`,
				),
				'',
			].join('\n');

/** What was asked, when, for how long, and what came of it; times are in milliseconds. */
const logText = ({tool, startedAt, durationMs, summary}: Report, lines: readonly LogLine[]): string =>
	[
		`${tool.name} ${tool.version}, Node.js ${process.version}, uid ${process.getuid?.()}, ${startedAt}, ${durationMs} ms, ${lines.length} reads, ${summary.verdict}`,
		'',
		...lines.map(
			({at, milliseconds, read, result}) =>
				`${String(at).padStart(6)} +${String(milliseconds).padEnd(5)} ${visibleLine(read)}  ${visibleLine(result)}`,
		),
		'',
	].join('\n');

const tell = (line: string): void => {
	process.stderr.write(`rke2-netdoctor: ${line}\n`);
};

/** Throws `UsageError` before anything is read: an archive on a terminal helps nobody. */
export const requireNoTerminal = (word: string | undefined, {isTTY}: Terminal): void => {
	if (word === '-' && isTTY === true) {
		throw new UsageError(
			'capture - expects standard output to be a file or a pipe, got a terminal; name a file instead',
		);
	}
};

const mostNamed = 5;

/** Lines about what the bundle lacks. */
export const missingFrom = (
	{complete}: Pick<Report, 'complete'>,
	leftOut: readonly string[],
): readonly string[] => {
	const named = leftOut.slice(0, mostNamed).join(', ');
	const more = leftOut.length > mostNamed ? ` and ${leftOut.length - mostNamed} more` : '';
	return [
		...(complete ? [] : ['the bundle is not whole: the run ended before everything was read']),
		...(leftOut.length === 0 ? [] : [`the bundle is not whole: left out as too large: ${named}${more}`]),
	];
};

/** An interrupted run keeps its code; one that ended early is undecided, whatever was found until then. */
export const exitCodeOf = (
	{report, exitCode}: Pick<RunResult, 'exitCode'> & {readonly report: Pick<Report, 'complete'>},
	leftOut: readonly string[],
): number => {
	if (exitCode === exitCodes.interrupted || exitCode === exitCodes.terminated) {
		return exitCode;
	}
	if (!report.complete) {
		return 3;
	}
	return leftOut.length === 0 ? 0 : exitCodes.unwritableOutput;
};

/** A node may call itself anything; a file name of it stays in this directory. */
export const defaultName = ({
	node,
	startedAt,
}: Pick<Report, 'startedAt'> & {readonly node: Pick<Report['node'], 'name'>}): string => {
	const name = node.name.replace(/[^\w.-]+/g, '_').slice(0, 100);
	return `rke2-netdoctor-${name}-${startedAt.replace(/[-:]|\.\d+/g, '')}.tar.gz`;
};
