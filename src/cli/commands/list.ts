import {catalogue} from '../../catalogue.ts';
import {grammar} from '../../host/read-only.ts';
import type {Invocation} from '../arguments.ts';
import {writeStandardOutput} from '../outputs.ts';

export const list = async ({options}: Invocation): Promise<number> => {
	await writeStandardOutput(options.reads === true ? readsText() : checksText());
	return 0;
};

const checksText = (): string =>
	catalogue.checks
		.map(({id, title, when}) => {
			const cni = when?.cni === undefined ? 'any CNI' : when.cni.join(', ');
			return `${id.padEnd(36)} ${cni.padEnd(26)} ${title}\n`;
		})
		.join('');

const readsText = (): string =>
	grammar
		.map(({form, why}) => `${form.padEnd(64)} ${why ?? ''}`.trimEnd())
		.join('\n')
		.concat('\n');
