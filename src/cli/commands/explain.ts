import {catalogue} from '../../catalogue.ts';
import type {AnyCheck, Applicability, Message} from '../../core/check.ts';
import {guides} from '../../guides.ts';
import type {Invocation} from '../arguments.ts';
import {exitCodes} from '../errors.ts';
import {writeStandardOutput} from '../outputs.ts';
import {findCheck} from '../selection.ts';

export const explain = async ({words}: Invocation): Promise<number> => {
	const failure = await writeStandardOutput(explanationOf(findCheck(catalogue.checks, words[0] ?? '')));
	return failure === undefined ? 0 : exitCodes.unwritableOutput;
};

/** All that is known about a check, offline. */
const explanationOf = (check: AnyCheck): string =>
	[
		`${check.id}: ${check.title}`,
		check.rationale,
		`Applies to: ${applicabilityOf(check.when)}`,
		`Reads:\n${[...Object.values(check.needs), ...Object.values(check.wants ?? {})].map(readLine).join('\n')}`,
		...Object.entries(check.messages).map(([id, message]) => messageText(id, message)),
		'',
	].join('\n\n');

const applicabilityOf = (when: Applicability = {}): string => {
	const parts = Object.entries(when).map(([name, value]) => `${name} ${[value].flat().join(' or ')}`);
	return parts.length === 0 ? 'every RKE2 node' : parts.join(', ');
};

const readLine = (id: string): string => `  ${id.padEnd(28)} ${catalogue.probes[id]?.summary ?? ''}`;

const messageText = (id: string, {severity, text, guide, explains = []}: Message): string => {
	const steps = guide.steps.map(
		({text: step, changes}) => `    ${step}${changes === undefined ? '' : `   (changes the ${changes})`}`,
	);
	const links = guide.links.map(link => {
		const {title, url, summary} = guides[link as keyof typeof guides];
		return `    ${title}: ${summary}\n      ${url}`;
	});
	return [
		`${severity.toUpperCase()} ${id}: ${text}`,
		'  Do:',
		...steps,
		'  Guides:',
		...links,
		...(explains.length === 0 ? [] : [`  Explains: ${explains.join(', ')}`]),
	].join('\n');
};
