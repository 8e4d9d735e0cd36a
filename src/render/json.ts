import {defineRenderer} from './renderer.ts';

/** Legal in JSON, yet a terminal that shows the file would obey them. */
const escaped = (text: string): string =>
	text.replace(
		/[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
		character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);

export const json = defineRenderer({
	id: 'json',
	summary: 'the whole report as one versioned JSON tree',
	render: report => `${escaped(JSON.stringify(report, undefined, 2))}\n`,
});
