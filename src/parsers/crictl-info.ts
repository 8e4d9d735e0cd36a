import {jsonFrom} from './json-text.ts';
import {
	booleanIfAt,
	isObject,
	type JsonObject,
	numberIfAt,
	objectIfAt,
	objectOf,
	objectsAt,
	present,
	textAt,
	textIfAt,
	textsAt,
} from './json-value.ts';

export interface RuntimeCondition {
	readonly isTrue: boolean;
	readonly reason?: string;
	readonly message?: string;
}

/** A CNI configuration that containerd has loaded, which may differ from what the directory holds now. */
export interface LoadedNetwork {
	/** Name inside the pod: `eth0`, and `lo` for containerd's own. */
	readonly interfaceName: string;
	readonly name?: string;
	readonly cniVersion?: string;
	/** Types of the plugins in order. */
	readonly plugins: readonly string[];
	/** The file's text as it was loaded. */
	readonly source?: string;
}

/** What containerd says about itself and its CNI. */
export interface RuntimeInfo {
	readonly runtimeReady?: RuntimeCondition;
	readonly networkReady?: RuntimeCondition;
	/** `OK`, or why the CNI configuration could not be loaded. */
	readonly lastCniLoadStatus?: string;
	readonly pluginDirectories: readonly string[];
	readonly configDirectory?: string;
	readonly maxConfigs?: number;
	readonly networks: readonly LoadedNetwork[];
}

const conditionOf = (conditions: readonly JsonObject[], type: string): RuntimeCondition | undefined => {
	const condition = conditions.find(candidate => candidate.type === type);
	return (
		condition && {
			isTrue: booleanIfAt(condition, 'status') ?? false,
			...present({
				reason: textIfAt(condition, 'reason') || undefined,
				message: textIfAt(condition, 'message') || undefined,
			}),
		}
	);
};

const networkOf = (object: JsonObject): LoadedNetwork => {
	const config = objectIfAt(object, 'Config') ?? {};
	return {
		interfaceName: textAt(object, 'IFName'),
		...present({
			name: textIfAt(config, 'Name'),
			cniVersion: textIfAt(config, 'CNIVersion'),
			source: textIfAt(config, 'Source'),
		}),
		plugins: objectsAt(config, 'Plugins').map(plugin =>
			textAt(objectOf(plugin.Network, '"Network" of a plugin'), 'type'),
		),
	};
};

/** `crictl info`, whose `cniconfig` is an object or, in old versions, text that holds one. */
export const parseCrictlInfo = (text: string): RuntimeInfo => {
	const info = objectOf(jsonFrom(text), 'the output');
	const status = objectOf(info.status, '"status"');
	const conditions = objectsAt(status, 'conditions');
	const config = typeof info.cniconfig === 'string' ? jsonFrom(info.cniconfig) : info.cniconfig;
	const cni = isObject(config) ? config : {};
	return {
		...present({
			runtimeReady: conditionOf(conditions, 'RuntimeReady'),
			networkReady: conditionOf(conditions, 'NetworkReady'),
			lastCniLoadStatus: textIfAt(info, 'lastCNILoadStatus'),
			configDirectory: textIfAt(cni, 'PluginConfDir'),
			maxConfigs: numberIfAt(cni, 'PluginMaxConfNum'),
		}),
		pluginDirectories: textsAt(cni, 'PluginDirs'),
		networks: objectsAt(cni, 'Networks').map(networkOf),
	};
};
