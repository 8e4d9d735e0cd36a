import type {Draft, Message} from './check.ts';

type Value = Draft['data'][string];

/** Characters of a text that holds data from the node. */
const textLimit = 2000;

/** `{name}`, and `{name:one|many}`, which is the word that goes with the number. */
const placeholders = /\{(\w+)(?::([^{}|]*)\|([^{}|]*))?\}/g;

/** What a name or number from the node may be at most in a report. */
export const cut = (value: Value): Value =>
	typeof value === 'string' && value.length > textLimit ? `${value.slice(0, textLimit)}…` : value;

/** Steps are pasted into a root shell: a name from the node must stay one word there. */
export const quoted = (value: Value): Value =>
	typeof value === 'string' && /[;&|<>$`"'\\\n{}!*?#]/.test(value)
		? `'${value.replaceAll("'", String.raw`'\''`)}'`
		: value;

/** The text of a message with its data; a placeholder without data stays as it is. */
export const fillIn = (
	text: Message['text'],
	data: Draft['data'],
	as: (value: Value) => Value = cut,
): string =>
	text.replace(placeholders, (placeholder, name: string, one?: string, many?: string) => {
		const value = data[name];
		if (value === undefined) {
			return placeholder;
		}
		return one === undefined || many === undefined ? String(as(cut(value))) : value === 1 ? one : many;
	});

/** The text of a message for a catalogue: placeholders stay, words are those of many. */
export const catalogueText = (text: Message['text']): string =>
	text.replace(
		placeholders,
		(placeholder, _name: string, _one?: string, many?: string) => many ?? placeholder,
	);
