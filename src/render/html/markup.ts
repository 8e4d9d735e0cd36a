import {visible} from '../escape.ts';

/** Text that is HTML; every other text is escaped where it is put in. */
export interface Markup {
	readonly markup: string;
}

type Part = string | number | Markup | readonly Markup[] | undefined;

const entities: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

const escaped = (text: string): string =>
	visible(text).replace(/[&<>"']/g, character => entities[character] ?? '');

const partText = (part: Part): string => {
	if (part === undefined) {
		return '';
	}
	if (typeof part === 'string' || typeof part === 'number') {
		return escaped(String(part));
	}
	return 'markup' in part ? part.markup : part.map(({markup}) => markup).join('');
};

/** HTML and SVG whose texts are escaped: names and logs from the node stay text. */
export const markup = (literals: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
	markup: literals.map((literal, index) => `${literal}${partText(parts[index])}`).join(''),
});
