import type {AnyCheck, Applicability, Message} from '../../core/check.ts';
import type {Catalogue} from '../../core/diagnose.ts';
import {catalogueText} from '../../core/message-text.ts';
import {guides} from '../../guides.ts';
import type {Invocation} from '../arguments.ts';
import {exitCodes} from '../errors.ts';
import {extensionsFor, tellProblems} from '../extensions.ts';
import {writeStandardOutput} from '../outputs.ts';
import {findCheck} from '../selection.ts';

export const explain = async ({words, options}: Invocation): Promise<number> => {
	const extensions = await extensionsFor(options);
	tellProblems(extensions);
	const {catalogue} = extensions;
	const failure = await writeStandardOutput(
		explanationOf(findCheck(catalogue.checks, words[0] ?? ''), catalogue),
	);
	return failure === undefined ? 0 : exitCodes.unwritableOutput;
};

/** All that is known about a check, offline. */
const explanationOf = (check: AnyCheck, catalogue: Catalogue): string =>
	[
		`${check.id}: ${check.title}`,
		check.rationale,
		`Applies to: ${applicabilityOf(check.when)}`,
		`Reads:\n${[...Object.values(check.needs), ...Object.values(check.wants ?? {})].map(id => readLine(id, catalogue)).join('\n')}`,
		...Object.entries(check.messages).map(([id, message]) => messageText(id, message)),
		'',
	].join('\n\n');

const applicabilityOf = (when: Applicability = {}): string => {
	const parts = Object.entries(when).map(([name, value]) => `${name} ${[value].flat().join(' or ')}`);
	return parts.length === 0 ? 'every RKE2 node' : parts.join(', ');
};

const readLine = (id: string, catalogue: Catalogue): string =>
	`  ${id.padEnd(28)} ${catalogue.probes[id]?.summary ?? ''}`;

const messageText = (id: string, {severity, text, guide, explains = []}: Message): string => {
	const steps = guide.steps.map(
		({text: step, changes}) =>
			`    ${catalogueText(step)}${changes === undefined ? '' : `   (changes the ${changes})`}`,
	);
	const links = guide.links.map(link => {
		if (!Object.hasOwn(guides, link)) {
			return `    ${link}`;
		}
		const {title, url, summary} = guides[link as keyof typeof guides];
		return `    ${title}: ${summary}\n      ${url}`;
	});
	return [
		`${severity.toUpperCase()} ${id}: ${catalogueText(text)}`,
		'  Do:',
		...steps,
		'  Guides:',
		...links,
		...(explains.length === 0 ? [] : [`  Explains: ${explains.join(', ')}`]),
	].join('\n');
};
