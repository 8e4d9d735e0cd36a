import {open, rename, unlink} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {Report} from '../core/report.ts';
import {renderers} from '../render/index.generated.ts';
import type {Renderer, RenderOptions} from '../render/renderer.ts';
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

/**
 * Writes every output; one that fails does not stop the others, and the report then still goes to standard output.
 * @returns the exit code: `verdict`, or 73 when an output could not be written
 */
export const writeOutputs = async (
	report: Report,
	options: OptionValues,
	verdict: number,
): Promise<number> => {
	const toStandardOutput = renderOptions(options, process.env, process.stdout);
	const toFile: RenderOptions = {...toStandardOutput, hasColor: options.color === 'always', width: 0};
	let code = verdict;
	for (const {format, path} of outputsFrom(options)) {
		const renderer = await load(format);
		if (path === undefined) {
			await writeStandardOutput(renderer.render(report, toStandardOutput));
			continue;
		}
		const failure = await writeFile(path, renderer.render(report, toFile), renderer.fileMode ?? 0o600);
		if (failure !== undefined) {
			process.stderr.write(`rke2-netdoctor: ${path} was not written: ${failure}\n`);
			await writeStandardOutput(renderer.render(report, toStandardOutput));
			code = exitCodes.unwritableOutput;
		}
	}
	return code;
};

const load = async (format: string): Promise<Renderer> => {
	if (!isFormat(format)) {
		throw new UsageError(`expected a format of ${Object.keys(renderers).join(', ')}, got "${format}"`);
	}
	return renderers[format]();
};

/** Waits until the text has left; a reader that went away (`| head`) is no error. */
export const writeStandardOutput = (text: string | Uint8Array): Promise<void> =>
	new Promise((resolve, reject) => {
		process.stdout.once('error', (error: NodeJS.ErrnoException) =>
			error.code === 'EPIPE' ? resolve() : reject(error),
		);
		process.stdout.write(text, () => resolve());
	});

/** Atomic: readers see the old file or the whole new one. Returns why it failed. */
export const writeFile = async (
	path: string,
	content: string | Uint8Array,
	mode: number,
): Promise<string | undefined> => {
	const temporary = join(dirname(path), `.rke2-netdoctor.${process.pid}.tmp`);
	try {
		const handle = await open(temporary, 'wx', mode);
		try {
			await handle.writeFile(content);
			await handle.chmod(mode);
			await handle.sync();
		} finally {
			await handle.close();
		}
		await rename(temporary, path);
		return undefined;
	} catch (error) {
		await unlink(temporary).catch(() => undefined);
		return (error as Error).message;
	}
};
