import {jsonFrom, parseJsonText} from './json-text.ts';
import {arrayOf, type JsonObject, objectOf} from './json-value.ts';

/** Before 6.1 iproute2 wrote `\'`, which JSON does not know. */
const withoutQuoteEscapes = (text: string): string =>
	text.replaceAll(/\\./gs, pair => (pair === String.raw`\'` ? "'" : pair));

/** Before 5.0 the type of a route has no key: `{"blackhole","dst":…`. */
const withRouteTypes = (text: string): string => text.replaceAll(/\{"([a-z]+|\d+)",/g, '{"type":"$1",');

const repaired = (text: string): unknown => {
	const parsed = parseJsonText(text);
	return parsed.ok ? parsed.value : jsonFrom(withRouteTypes(withoutQuoteEscapes(text)));
};

/**
 * The objects of an iproute2 `-j` output. Nothing, and the unterminated `[` of versions 5.0 to 6.3, say
 * that there is nothing to list; the `{}` that stand for what a filter left out are dropped.
 */
export const parseIpJson = (text: string): readonly JsonObject[] => {
	const body = text.trim();
	if (body === '' || body === '[') {
		return [];
	}
	return arrayOf(repaired(body), 'the output')
		.map(item => objectOf(item, 'each entry'))
		.filter(item => Object.keys(item).length > 0);
};
