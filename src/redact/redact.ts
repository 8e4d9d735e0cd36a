import {createHmac, randomBytes} from 'node:crypto';
import {isHarmless, isMask} from './harmless.ts';
import {redactJson} from './json.ts';
import {keyAt} from './place.ts';
import {type KeyRule, keyRules, keyTrigger, type PatternRule, patternRules, secretFile} from './rules.ts';
import {valuesOf} from './values.ts';
import type {Span} from './yaml-value.ts';

/** `secret`: the whole text is one. */
export type ContentKind = 'text' | 'secret';

export interface Removal {
	readonly rule: string;
	readonly count: number;
}

export interface Redactor {
	/** The text with its secrets masked: same lines, still JSON or YAML, equal secrets by equal masks; idempotent. */
	readonly redact: (text: string, kind?: ContentKind) => string;
	/** What was removed so far, in the order of the rules. */
	readonly report: () => readonly Removal[];
}

/** `mask` gives what to write for a secret of a rule, and counts it. */
type Mask = (rule: string, secret: string, kept?: string) => string;
interface Edit {
	readonly start: number;
	readonly end: number;
	readonly text: string;
}

const applyEdits = (text: string, edits: readonly Edit[]): string => {
	let at = 0;
	const parts: string[] = [];
	for (const edit of edits) {
		parts.push(text.slice(at, edit.start), edit.text);
		at = edit.end;
	}
	return edits.length === 0 ? text : [...parts, text.slice(at)].join('');
};

/** Spaces and the line breaks of JSON strings. */
const betweenPieces = /(\s+|\\+[nrt])/;

/** Masks a secret that may span lines: each line by the same mask. */
const maskPieces = (secret: string, mask: (whole: string) => string): string => {
	const parts = secret.split(betweenPieces);
	const pieces = parts.filter((part, index) => index % 2 === 0 && part !== '');
	if (pieces.every(isMask)) {
		return secret;
	}
	const masked = mask(pieces.join(''));
	return parts.map((part, index) => (index % 2 === 0 && part !== '' ? masked : part)).join('');
};

const applyPattern = (text: string, rule: PatternRule, mask: Mask): string => {
	if (!rule.hints.some(hint => text.includes(hint))) {
		return text;
	}
	const edits: Edit[] = [];
	for (const match of text.matchAll(rule.pattern)) {
		const group = match.findIndex((part, index) => index > 0 && part !== undefined);
		const [start, end] = match.indices?.[group] ?? [];
		const secret = match[group];
		if (start === undefined || end === undefined || secret === undefined) {
			continue;
		}
		if (!isHarmless(secret, rule.id) && rule.accepts?.(secret) !== false) {
			edits.push({start, end, text: maskPieces(secret, whole => mask(rule.id, whole, rule.keeps?.(whole)))});
		}
	}
	return applyEdits(text, edits);
};

const kebab = (name: string): string =>
	name
		.replace(/([a-z0-9])([A-Z])/g, '$1-$2')
		.replace(/[^A-Za-z0-9]+/g, '-')
		.toLowerCase();

const keyRuleOf = (name: string): KeyRule | undefined => {
	const key = kebab(name);
	return keyRules.find(rule => rule.key.test(key) && rule.unless?.test(key) !== true);
};

const english =
	/^(?:a|an|and|are|argument|as|by|can|cannot|does|file|flag|for|from|has|if|in|is|may|must|not|of|on|option|or|requires?|set|should|that|the|to|using|value|was|when|will|with)[.,:;]?$/i;

const looksOpaque = (value: string): boolean => /^(?=.*\d)(?=.*[A-Za-z]).{6,}$/.test(value);

const isSecret = ({as}: Pick<Span, 'as'>, value: string, rule: KeyRule): boolean => {
	if (as === 'line') {
		return !isMask(value);
	}
	const isWord = (as === 'argument' && english.test(value)) || (as === 'word' && !looksOpaque(value));
	return !isWord && !isHarmless(value, rule.id) && rule.accepts?.(value) !== false;
};

const applyKeyRules = (text: string, mask: Mask): string => {
	const edits: Edit[] = [];
	const trigger = new RegExp(keyTrigger);
	for (let hit = trigger.exec(text); hit !== null; hit = trigger.exec(text)) {
		const key = keyAt(text, hit.index, trigger.lastIndex);
		const rule = key && keyRuleOf(key.name);
		trigger.lastIndex = Math.max(trigger.lastIndex, key?.end ?? 0);
		if (key === undefined || rule === undefined) {
			continue;
		}
		for (const span of valuesOf(text, key)) {
			const value = text.slice(span.start, span.end);
			if (isSecret(span, value, rule)) {
				const wrap = span.wrap ?? '';
				edits.push({...span, text: `${wrap}${mask(rule.id, value)}${wrap}`});
				trigger.lastIndex = span.end;
			}
		}
	}
	return applyEdits(text, edits);
};

/** Repeated until it changes nothing: what one mask uncovers, such as the end of a value, is seen then. */
const redactPlain = (text: string, mask: Mask, repeats = 4): string => {
	const redacted = applyKeyRules(
		patternRules.reduce((rest, rule) => applyPattern(rest, rule, mask), text),
		mask,
	);
	if (redacted === text) {
		return text;
	}
	return repeats === 0 ? redacted : redactPlain(redacted, mask, repeats - 1);
};

/** Cheap: whether anything in a text needs a closer look. */
const mayHoldSecrets = (text: string): boolean =>
	text.search(keyTrigger) !== -1 || patternRules.some(({hints}) => hints.some(hint => text.includes(hint)));

const redactText = (text: string, mask: Mask): string => {
	if (!mayHoldSecrets(text)) {
		return text;
	}
	const maskNamed = (name: string, value: string): string => {
		const rule = name === '' ? undefined : keyRuleOf(name);
		return rule && isSecret({}, value, rule) ? mask(rule.id, value) : value;
	};
	return (
		redactJson(text, {named: maskNamed, text: inner => redactText(inner, mask)}) ?? redactPlain(text, mask)
	);
};

/** One redactor serves a whole run, so that equal secrets stay equal; `salt` keeps masks from being guessed at. */
export const createRedactor = ({
	salt = randomBytes(32),
}: {
	readonly salt?: string | Uint8Array;
} = {}): Redactor => {
	const masks = new Map<string, string>();
	const counts = new Map<string, number>();
	const create = (rule: string, secret: string): string =>
		`REDACTED_${rule}_${createHmac('sha256', salt).update(secret).digest('hex').slice(0, 6)}`;
	const mask: Mask = (rule, text, kept) => {
		counts.set(rule, (counts.get(rule) ?? 0) + 1);
		// The same secret in a string within a string has more backslashes.
		const secret = text.replaceAll('\\', '');
		const known = masks.get(secret) ?? create(kept === undefined ? rule : `${rule}-${kept}`, secret);
		masks.set(secret, known);
		return known;
	};
	const order = [...new Set([...patternRules, ...keyRules, secretFile].map(rule => rule.id))];
	return {
		redact: (text, kind = 'text') =>
			kind === 'text' ? redactText(text, mask) : maskPieces(text, whole => mask(secretFile.id, whole)),
		report: () =>
			order.flatMap(rule => {
				const count = counts.get(rule);
				return count === undefined ? [] : [{rule, count}];
			}),
	};
};
