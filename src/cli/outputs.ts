import type {Report} from '../core/report.ts';
import {visibleLine} from '../render/escape.ts';
import {renderers} from '../render/index.generated.ts';
import type {LoadRenderer, Renderer, RenderOptions} from '../render/renderer.ts';
import {writeFile} from '../write-file.ts';
import {exitCodes, UsageError} from './errors.ts';
import {extensionsFor} from './extensions.ts';
import {nearest} from './nearest.ts';
import type {OptionValues} from './options.ts';
import {renderOptions} from './terminal.ts';

interface Output {
	readonly format: string;
	/** None: standard output. */
	readonly path?: string;
}

type Formats = Readonly<Record<string, LoadRenderer>>;

/** What to write where. Throws `UsageError` before anything is read from the node. */
export const outputsFrom = async (options: OptionValues): Promise<readonly Output[]> => {
	const formats: Formats = (await extensionsFor(options)).renderers;
	const path = options['output-file'];
	modeFrom(options['output-mode']);
	const main = {format: options.output ?? 'text', ...(path !== undefined && {path})};
	if (!Object.hasOwn(formats, main.format)) {
		throw new UsageError(
			`--output expects one of ${Object.keys(formats).join(', ')}, got "${main.format}"${suggested(main.format, formats)}`,
		);
	}
	return [main, ...(options.report ?? []).map(word => furtherOutput(word, formats))];
};

const suggested = (word: string, renderers: Formats): string => {
	const near = nearest(word, Object.keys(renderers));
	return near === undefined || near === word ? '' : `; did you mean ${near}?`;
};

const furtherOutput = (word: string, renderers: Formats): Output => {
	const [, format, path] = /^([^=]+)=(.+)$/.exec(word) ?? [];
	if (format === undefined || path === undefined || !Object.hasOwn(renderers, format)) {
		throw new UsageError(
			`--report expects FORMAT=PATH with a format of ${Object.keys(renderers).join(', ')}, got "${word}"${suggested(format ?? word, renderers)}`,
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
	const outputs = (await outputsFrom(options)).filter(({path}) => path !== undefined || !isSilent);
	const mode = modeFrom(options['output-mode']);
	const failures: string[] = [];
	for (const {format, path} of outputs) {
		const renderer = await load(format, options);
		const text = rendered(renderer, report, path === undefined ? toStandardOutput : toFile);
		const failure =
			typeof text === 'string'
				? path === undefined
					? await writeStandardOutput(text)
					: await writeFile(path, text, mode ?? renderer.fileMode ?? 0o600)
				: text.failure;
		if (failure !== undefined) {
			failures.push(`${path ?? 'standard output'} was not written: ${failure}`);
		}
	}
	if (failures.length === 0) {
		return verdict;
	}
	process.stderr.write(failures.map(failure => `rke2-netdoctor: ${visibleLine(failure)}\n`).join(''));
	if (outputs.every(({path}) => path !== undefined)) {
		const text = rendered(await load(options.output ?? 'text', options), report, toStandardOutput);
		await writeStandardOutput(typeof text === 'string' ? text : '');
	}
	return exitCodes.unwritableOutput;
};

/** A format of ours that breaks is a bug of ours; one of a third party must not hide the others. */
const rendered = (
	renderer: Renderer,
	report: Report,
	options: RenderOptions,
): string | {readonly failure: string} => {
	if (Object.hasOwn(renderers, renderer.id)) {
		return renderer.render(report, options);
	}
	try {
		const text: unknown = renderer.render(report, options);
		return typeof text === 'string'
			? text
			: {failure: `${renderer.id} broke: expected a text, got ${typeof text}`};
	} catch (error) {
		return {failure: `${renderer.id} broke: ${(error as Error).message}`};
	}
};

const load = async (format: string, options: OptionValues): Promise<Renderer> => {
	const formats: Formats = (await extensionsFor(options)).renderers;
	const loadRenderer = formats[format];
	if (loadRenderer === undefined) {
		throw new UsageError(`expected a format of ${Object.keys(formats).join(', ')}, got "${format}"`);
	}
	return loadRenderer();
};

/** Waits until the text has left, and returns why it could not; a reader that went away (`| head`) is no failure. */
export const writeStandardOutput = (text: string | Uint8Array): Promise<string | undefined> =>
	new Promise(resolve => {
		process.stdout.write(text, error => {
			const isFailure = error != null && (error as NodeJS.ErrnoException).code !== 'EPIPE';
			resolve(isFailure ? error.message : undefined);
		});
	});
