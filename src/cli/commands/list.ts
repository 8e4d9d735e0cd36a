import type {Catalogue} from '../../core/diagnose.ts';
import {grammar} from '../../host/read-only.ts';
import type {Invocation} from '../arguments.ts';
import {exitCodes} from '../errors.ts';
import {extensionsFor, tellProblems} from '../extensions.ts';
import {writeStandardOutput} from '../outputs.ts';
import {probesByRead} from '../reads.generated.ts';

export const list = async ({options}: Invocation): Promise<number> => {
	const extensions = await extensionsFor(options);
	tellProblems(extensions);
	const failure = await writeStandardOutput(
		options.reads === true ? readsText() : checksText(extensions.catalogue),
	);
	return failure === undefined ? 0 : exitCodes.unwritableOutput;
};

const checksText = (catalogue: Catalogue): string =>
	catalogue.checks
		.map(({id, title, when}) => {
			const cni = when?.cni === undefined ? 'any CNI' : when.cni.join(', ');
			return `${id.padEnd(36)} ${cni.padEnd(26)} ${title}\n`;
		})
		.join('');

/** Every permitted read, why it is limited, and the probes that use it. */
const readsText = (): string =>
	grammar
		.map(({form, why}) => {
			const probes = probesByRead[form] ?? [];
			const notes = [
				...(why === undefined ? [] : [why]),
				...(probes.length === 0 ? [] : [probes.join(', ')]),
			];
			return [form, ...notes.map(note => `    ${note}`)].join('\n').concat('\n');
		})
		.join('');
