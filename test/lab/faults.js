import {readdir} from 'node:fs/promises';

const directory = new URL('faults/', import.meta.url);

/**
 * Every fault, by id. A fault is a file that default-exports
 * `{id, about, cluster, node: 'server' | 'agent', minimumNodes?, expect: {cause, subject?}, breaks, records?, inject, heal?}`:
 * `expect.cause` is `group/check` or `group/check#message`; `breaks` are the connections (connectivity.js) that really
 * fail, seen from the node; `inject` and `heal` get the lab with `target`, the node to diagnose, and `peer`, another;
 * `records` names the fixtures that `--capture` makes of it, by the role of the node. Without `heal` the cluster is built anew.
 */
export const loadFaults = async () => {
	const files = (await readdir(directory)).filter(name => name.endsWith('.js')).sort();
	return Promise.all(
		files.map(async file => {
			const {default: fault} = await import(new URL(file, directory));
			if (`${fault.id}.js` !== file) {
				throw new Error(`${file}: expected the id to be the file's name, got ${fault.id}`);
			}
			return fault;
		}),
	);
};
