import {marked} from 'marked';
import {describe, expect, it} from 'vitest';
import {markdown} from '../../src/render/markdown.ts';
import {hostile, reportOf, reportWith, withCauses} from './hostile.ts';

const plain = {hasColor: false, isAscii: false, width: 0, isVerbose: false};
const sick = await reportOf('canal-agent-sick');
const render = (report: typeof sick): string => markdown.render(report, plain);

/** Kinds of all blocks, and of what is inside them, as a tracker would show them. */
const kindsOf = (text: string): readonly string[] => {
	const kinds: string[] = [];
	marked.walkTokens(marked.lexer(text), ({type}) => {
		kinds.push(type);
	});
	return kinds;
};
const headingsOf = (text: string): readonly string[] =>
	marked.lexer(text).flatMap(token => (token.type === 'heading' ? [String(token.text)] : []));
const linksOf = (text: string): readonly string[] => {
	const links: string[] = [];
	marked.walkTokens(marked.lexer(text), token => {
		if (token.type === 'link' || token.type === 'image') {
			links.push(String(token.href));
		}
	});
	return links;
};

describe('markdown', () => {
	it('has a heading for the verdict and for each cause, evidence as code, and links', () => {
		const text = render(sick);
		expect(headingsOf(text)).toHaveLength(1 + sick.causes.length);
		expect(kindsOf(text).filter(kind => kind === 'code')).toHaveLength(sick.causes.length);
		expect(linksOf(text)).toEqual(
			sick.causes.flatMap(({finding}) => finding.guide.links.map(({url}) => url)),
		);
	});

	it.each([1, 2, 3, 8, 9, 30])('has at most 40 lines with %i causes, and counts them all', count => {
		const text = render(withCauses(sick, count));
		expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
		const [, more = '0'] = /^- and (\d+) more$/m.exec(text) ?? [];
		const shown = (text.match(/^(?:## \d+\. |- \*\*)CRITICAL/gm) ?? []).length;
		expect(shown + Number(more)).toBe(count);
	});

	it.each(hostile)('keeps %s text', (_, name) => {
		const report = reportWith(sick, name);
		const text = render(report);
		expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
		const guides = sick.causes.flatMap(({finding}) => finding.guide.links.map(({url}) => url));
		expect(linksOf(text)).toEqual(guides);
		expect(
			kindsOf(text).filter(kind => ['html', 'image', 'table', 'del', 'em', 'strong'].includes(kind)),
		).toEqual([]);
		expect(headingsOf(text)).toHaveLength(1 + sick.causes.length);
		expect(text).not.toMatch(
			/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b\u2028]/,
		);
	});
});
