import type {Applicability} from '../../core/check.ts';
import type {Catalogue} from '../../core/diagnose.ts';
import {grammar} from '../../host/read-only.ts';
import type {Invocation} from '../arguments.ts';
import {exitCodes} from '../errors.ts';
import {extensionsFor, tellProblems} from '../extensions.ts';
import type {OptionValues} from '../options.ts';
import {writeStandardOutput} from '../outputs.ts';
import {probesByRead} from '../reads.generated.ts';

export const list = async ({options}: Invocation): Promise<number> => {
	const extensions = await extensionsFor(options);
	tellProblems(extensions);
	const failure = await writeStandardOutput(await textFor(options, extensions.catalogue));
	return failure === undefined ? 0 : exitCodes.unwritableOutput;
};

const textFor = async ({reads, schema}: OptionValues, catalogue: Catalogue): Promise<string> => {
	if (schema === true) {
		const {default: content} = await import('../../render/report.schema.json', {with: {type: 'json'}});
		return `${JSON.stringify(content, undefined, 2)}\n`;
	}
	return reads === true ? readsText() : checksText(catalogue);
};

/** For which nodes a check is: `calico, BGP`. */
const scopeOf = ({cni, role, backend, bgp, multus, family}: Applicability = {}): string =>
	[
		cni?.join(', ') ?? 'any CNI',
		...(multus === undefined ? [] : [multus ? 'Multus' : 'no Multus']),
		...(backend === undefined ? [] : [backend.join('/')]),
		...(bgp === undefined ? [] : [bgp ? 'BGP' : 'no BGP']),
		...(family === undefined ? [] : [family]),
		...(role?.length === 1 ? role : []),
	].join('; ');

const groupOf = (id: string): string => id.slice(0, id.indexOf('/'));

/** A block for each group, in the order in which causes of equal rank are shown. */
const checksText = (catalogue: Catalogue): string =>
	catalogue.checks
		.map(({id, title, when}, index, all) => {
			const before = all[index - 1];
			const gap = before === undefined || groupOf(before.id) === groupOf(id) ? '' : '\n';
			return `${gap}${id.padEnd(36)} ${scopeOf(when).padEnd(30)} ${title}\n`;
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
