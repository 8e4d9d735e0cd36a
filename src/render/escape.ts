/** Control, bidirectional and invisible characters: a terminal obeys them, a person is misled by them. */
const hidden =
	/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Hidden characters become visible: names and logs from the node are data, never terminal commands. */
export const visible = (text: string): string =>
	text.replace(hidden, character => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

/** Like `visible`, on one line. */
export const visibleLine = (text: string): string =>
	visible(text).replaceAll('\n', String.raw`\n`).replaceAll('\t', '  ');

/** At most so many characters, the last one an ellipsis where it was cut; no character is cut in half. */
export const shorten = (text: string, most: number): string => {
	const characters = text.length > most ? [...text] : [];
	return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
};
