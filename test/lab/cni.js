import {readdir} from 'node:fs/promises';

const directory = new URL('cni/', import.meta.url);

const loadLayer = async kind => {
	const {default: layer} = await import(new URL(`${kind}/index.js`, directory));
	return {kind, ...layer};
};

/** Every kind of CNI, by its folder below `cni/`; README.md tells what a folder contributes. */
export const loadKinds = async () => {
	const folders = (await readdir(directory, {withFileTypes: true})).filter(entry => entry.isDirectory());
	return Promise.all(
		folders
			.map(({name}) => name)
			.sort()
			.map(loadLayer),
	);
};

/** The kinds that can be a cluster's only CNI. */
export const primaryKinds = async () =>
	(await loadKinds()).filter(({isMeta}) => isMeta !== true).map(({kind}) => kind);

/** Multus above another CNI: `true` or `'thick'`. */
export const loadMultus = mode => loadLayer(mode === 'thick' ? 'multus-thick' : 'multus');

export const loadKind = async kind => {
	const kinds = await primaryKinds();
	if (!kinds.includes(kind)) {
		throw new Error(`expected a CNI of ${kinds.join(', ')}, got ${kind}`);
	}
	return loadLayer(kind);
};

const partOf = (layer, part, given) =>
	typeof layer[part] === 'function' ? layer[part](...given) : layer[part];

/** What every layer of the cluster contributes to one list; a layer without that part contributes nothing. */
export const fromLayers = ({layers}, part, ...given) =>
	layers.flatMap(layer => partOf(layer, part, given) ?? []);

/** The same for objects: later layers win. */
export const mergedFromLayers = ({layers}, part, ...given) =>
	Object.assign({}, ...layers.map(layer => partOf(layer, part, given) ?? {}));
