/** Control and bidirectional characters become visible: names and logs from the node are data, never terminal commands. */
export const visible = (text: string): string =>
	text.replace(
		/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g,
		character => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
	);

/** Like `visible`, on one line. */
export const visibleLine = (text: string): string =>
	visible(text).replaceAll('\n', String.raw`\n`).replaceAll('\t', '  ');
