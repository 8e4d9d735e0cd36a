import type {Report} from '../core/report.ts';
import {renderers} from '../render/index.generated.ts';
import type {Renderer, RenderOptions} from '../render/renderer.ts';
import {writeFile} from '../write-file.ts';
import {exitCodes, UsageError} from './errors.ts';
import {nearest} from './nearest.ts';
import type {OptionValues} from './options.ts';
import {renderOptions} from './terminal.ts';

interface Output {
	readonly format: string;
	/** None: standard output. */
	readonly path?: string;
}

type Format = keyof typeof renderers & string;

const isFormat = (format: string): format is Format => Object.hasOwn(renderers, format);

/** What to write where. Throws `UsageError` before anything is read from the node. */
export const outputsFrom = (options: OptionValues): readonly Output[] => {
	const path = options['output-file'];
	modeFrom(options['output-mode']);
	const main = {format: options.output ?? 'text', ...(path !== undefined && {path})};
	return [main, ...(options.report ?? []).map(furtherOutput)];
};

const furtherOutput = (word: string): Output => {
	const [, format, path] = /^([^=]+)=(.+)$/.exec(word) ?? [];
	if (format === undefined || path === undefined || !isFormat(format)) {
		const near = nearest(format ?? word, Object.keys(renderers));
		throw new UsageError(
			`--report expects FORMAT=PATH with a format of ${Object.keys(renderers).join(', ')}, got "${word}"${
				near === undefined || near === format ? '' : `; did you mean ${near}?`
			}`,
		);
	}
	return {format, path};
};

/** Whoever may not read a report must not be able to change it, and nobody runs it. */
const modeFrom = (word: string | undefined): number | undefined => {
	if (word !== undefined && !/^0?[0-6][046][04]$/.test(word)) {
		throw new UsageError(
			`--output-mode expects an octal mode such as 0640, with read and write only and no write for others, got "${word}"`,
		);
	}
	return word === undefined ? undefined : Number.parseInt(word, 8);
};

/**
 * Writes every output; one that fails does not stop the others. When none goes to standard output any more, the
 * report does, once.
 * @param isSilent leaves out standard output
 * @returns the exit code: `verdict`, or 73 when an output could not be written
 */
export const writeOutputs = async (
	report: Report,
	options: OptionValues,
	verdict: number,
	{isSilent = false}: {readonly isSilent?: boolean} = {},
): Promise<number> => {
	const toStandardOutput = renderOptions(options, process.env, process.stdout);
	const toFile: RenderOptions = {...toStandardOutput, hasColor: options.color === 'always', width: 0};
	const outputs = outputsFrom(options).filter(({path}) => path !== undefined || !isSilent);
	const mode = modeFrom(options['output-mode']);
	const failures: string[] = [];
	for (const {format, path} of outputs) {
		const renderer = await load(format);
		const failure =
			path === undefined
				? await writeStandardOutput(renderer.render(report, toStandardOutput))
				: await writeFile(path, renderer.render(report, toFile), mode ?? renderer.fileMode ?? 0o600);
		if (failure !== undefined) {
			failures.push(`${path ?? 'standard output'} was not written: ${failure}`);
		}
	}
	if (failures.length === 0) {
		return verdict;
	}
	process.stderr.write(failures.map(failure => `rke2-netdoctor: ${failure}\n`).join(''));
	if (outputs.every(({path}) => path !== undefined)) {
		const renderer = await load(options.output ?? 'text');
		await writeStandardOutput(renderer.render(report, toStandardOutput));
	}
	return exitCodes.unwritableOutput;
};

const load = async (format: string): Promise<Renderer> => {
	if (!isFormat(format)) {
		throw new UsageError(`expected a format of ${Object.keys(renderers).join(', ')}, got "${format}"`);
	}
	return renderers[format]();
};

/** Waits until the text has left, and returns why it could not; a reader that went away (`| head`) is no failure. */
export const writeStandardOutput = (text: string | Uint8Array): Promise<string | undefined> =>
	new Promise(resolve => {
		process.stdout.write(text, error => {
			const isFailure = error != null && (error as NodeJS.ErrnoException).code !== 'EPIPE';
			resolve(isFailure ? error.message : undefined);
		});
	});
