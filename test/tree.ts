import {readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

/** The root of the checkout, with a slash at the end. */
export const root = fileURLToPath(new URL('../', import.meta.url));

/** Paths of the files under a folder, relative to the root, sorted. */
export const filesUnder = (folder: string, ending: string): readonly string[] =>
	readdirSync(`${root}${folder}`, {recursive: true, withFileTypes: true})
		.filter(entry => entry.isFile() && entry.name.endsWith(ending))
		.map(entry => `${entry.parentPath}/${entry.name}`.slice(root.length))
		.sort();

export const textOfFile = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
