import {isSandboxReady} from './crictl.ts';
import {jsonFrom} from './json-text.ts';
import {
	booleanIfAt,
	type JsonObject,
	numberIfAt,
	objectIfAt,
	objectOf,
	objectsAt,
	present,
	textAt,
	textIfAt,
} from './json-value.ts';

/** What `crictl inspectp` adds to the list of pods: addresses and the network namespace. */
export interface SandboxStatus {
	readonly id: string;
	readonly name: string;
	readonly namespace: string;
	readonly isReady: boolean;
	readonly addresses: readonly string[];
	readonly isHostNetwork: boolean;
	readonly pid?: number;
	/** Path of the network namespace; absent with the host's network. */
	readonly networkNamespace?: string;
	readonly isNetworkNamespaceClosed?: boolean;
}

const pathIn = (object: JsonObject, ...keys: readonly string[]): JsonObject =>
	keys.reduce<JsonObject>((inner, key) => objectIfAt(inner, key) ?? {}, object);

const addressesOf = (network: JsonObject): readonly string[] =>
	[network, ...objectsAt(network, 'additionalIps')].flatMap(entry => textIfAt(entry, 'ip') || []);

/** `crictl inspectp` of one pod. */
export const parseCrictlInspectPod = (text: string): SandboxStatus => {
	const value = jsonFrom(text);
	const object = objectOf(Array.isArray(value) && value.length === 1 ? value[0] : value, 'the output');
	const status = objectOf(object.status, '"status"');
	const metadata = objectOf(status.metadata, '"metadata"');
	const info = objectIfAt(object, 'info') ?? {};
	const namespace = objectsAt(pathIn(info, 'runtimeSpec', 'linux'), 'namespaces').find(
		candidate => candidate.type === 'network',
	);
	return {
		id: textAt(status, 'id'),
		name: textAt(metadata, 'name'),
		namespace: textAt(metadata, 'namespace'),
		isReady: isSandboxReady(status),
		addresses: addressesOf(pathIn(status, 'network')),
		isHostNetwork: textIfAt(pathIn(status, 'linux', 'namespaces', 'options'), 'network') === 'NODE',
		...present({
			pid: numberIfAt(info, 'pid') || undefined,
			networkNamespace: (namespace && textIfAt(namespace, 'path')) || undefined,
			isNetworkNamespaceClosed: booleanIfAt(info, 'netNamespaceClosed'),
		}),
	};
};
