import {readdir} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

const own = fileURLToPath(new URL('faults/', import.meta.url));

const loadFrom = async directory => {
	const files = (await readdir(directory)).filter(name => name.endsWith('.js')).sort();
	return Promise.all(
		files.map(async file => {
			const {default: fault} = await import(pathToFileURL(join(directory, file)));
			if (`${fault.id}.js` !== file) {
				throw new Error(`${file}: expected the id to be the file's name, got ${fault.id}`);
			}
			return {cni: ['canal'], breaks: [], ...fault};
		}),
	);
};

/**
 * Every fault of the lab and of further directories. A fault is a file that default-exports
 * `{id, about, cni?, node: 'server' | 'agent', minimumNodes?, expect, breaks?, records?, inject, heal?}`; README.md tells each.
 */
export const loadFaults = async (directories = []) =>
	(await Promise.all([own, ...directories.map(directory => resolve(directory))].map(loadFrom))).flat();

/** `expect` and `breaks` may depend on the cluster: then they are functions of the lab with `target` and `peer`. */
const valueFor = (part, lab) => (typeof part === 'function' ? part(lab) : part);

/** The fault for one cluster: `expect` is `{cause, subject?}`, or `'nothing'` for a look-alike. */
export const faultFor = (fault, lab) => ({
	...fault,
	expect: valueFor(fault.expect, lab),
	breaks: valueFor(fault.breaks, lab),
});
