import {defineRenderer} from './renderer.ts';

/** Legal in JSON, yet a terminal that shows the file would obey them. */
const escaped = (text: string): string =>
	text.replace(
		/[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
		character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);

/** Half a character, which jq refuses: `JSON.stringify` writes it as an escape, as it writes backslashes. */
const withoutHalves = (text: string): string =>
	text.replace(/\\\\|\\ud[89a-f][0-9a-f]{2}/g, found =>
		found === String.raw`\\` ? found : String.raw`\ufffd`,
	);

export const json = defineRenderer({
	id: 'json',
	summary: 'the whole report as one versioned JSON tree',
	render: report => `${escaped(withoutHalves(JSON.stringify(report, undefined, 2)))}\n`,
});
