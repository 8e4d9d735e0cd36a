import {parseJsonText} from './json-text.ts';
import {
	arrayOf,
	type JsonObject,
	objectIfAt,
	objectOf,
	objectsAt,
	present,
	textAt,
	textIfAt,
	textsAt,
} from './json-value.ts';
import {attempt, type Parsed} from './parsed.ts';

export interface CniPlugin {
	/** Name of the binary. */
	readonly type: string;
	readonly ipamType?: string;
	readonly mtu?: number;
	readonly raw: JsonObject;
}

/** A CNI network configuration: a list of chained plugins, or a single plugin. */
export interface CniConfig {
	/** Required of a list; a single plugin without one fails only when a pod starts. */
	readonly name?: string;
	readonly cniVersion?: string;
	/** Versions to choose from (CNI 1.1). */
	readonly cniVersions: readonly string[];
	/** Empty when a list has no `plugins`: CNI 1.1 then takes them from the directory `<name>` beside the file. */
	readonly plugins: readonly CniPlugin[];
	/** What Multus hands on to, where it holds a copy. */
	readonly delegates: readonly CniConfig[];
}

/** `list` is the content of a .conflist, `plugin` that of a .conf or .json. */
export type CniConfigForm = 'list' | 'plugin';

/** containerd decides by the name alone: https://github.com/containerd/go-cni/blob/main/opts.go */
export const cniConfigForm = (fileName: string): CniConfigForm =>
	fileName.endsWith('.conflist') ? 'list' : 'plugin';

const pluginOf = (value: unknown): CniPlugin => {
	const raw = objectOf(value, 'a plugin');
	const ipam = objectIfAt(raw, 'ipam');
	const type = textAt(raw, 'type');
	if (type === '') {
		throw new Error('expected "type" with the name of a plugin, got an empty text');
	}
	return {
		type,
		...present({
			ipamType: (ipam && textIfAt(ipam, 'type')) || undefined,
			mtu: typeof raw.mtu === 'number' ? raw.mtu : undefined,
		}),
		raw,
	};
};

const listedPlugins = (object: JsonObject): readonly CniPlugin[] => {
	if (object.plugins === undefined) {
		if (object.type !== undefined) {
			throw new Error('expected "plugins" with a list, got a single plugin: that belongs into a .conf file');
		}
		return [];
	}
	const plugins = arrayOf(object.plugins, '"plugins"').map(pluginOf);
	if (plugins.length === 0) {
		throw new Error('expected at least one plugin in "plugins", got an empty list');
	}
	return plugins;
};

const singlePlugin = (object: JsonObject): readonly CniPlugin[] => {
	if (object.type === undefined && object.plugins !== undefined) {
		throw new Error('expected "type" of a single plugin, got a list: that belongs into a .conflist file');
	}
	return [pluginOf(object)];
};

/** Of JSON that has been read; throws what makes it no configuration. Without a form the key `plugins` decides. */
export const cniConfigOf = (value: unknown, given?: CniConfigForm): CniConfig => {
	const object = objectOf(value, 'the configuration');
	const form = given ?? (object.plugins === undefined ? 'plugin' : 'list');
	const name = form === 'list' ? textAt(object, 'name') : textIfAt(object, 'name');
	const plugins = form === 'list' ? listedPlugins(object) : singlePlugin(object);
	return {
		...present({name, cniVersion: textIfAt(object, 'cniVersion')}),
		cniVersions: textsAt(object, 'cniVersions'),
		plugins,
		delegates: plugins
			.flatMap(plugin => objectsAt(plugin.raw, 'delegates'))
			.map(delegate => cniConfigOf(delegate)),
	};
};

/**
 * A CNI configuration. Not ok is what containerd refuses to load. Without a form, as in a
 * NetworkAttachmentDefinition, the key `plugins` decides.
 */
export const parseCniConfig = (text: string, form?: CniConfigForm): Parsed<CniConfig> => {
	const json = parseJsonText(text);
	return json.ok ? attempt(() => cniConfigOf(json.value, form)) : json;
};
