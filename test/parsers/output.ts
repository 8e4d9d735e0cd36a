import {readFileSync} from 'node:fs';

/** Text of a recorded output. */
export const output = (name: string): string =>
	readFileSync(new URL(`outputs/${name}`, import.meta.url), 'utf8');
