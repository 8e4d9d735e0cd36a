import {parseJsonText} from './json-text.ts';
import {arrayOf, booleanIfAt, objectOf, present, textAt, textIfAt, textsAt} from './json-value.ts';
import {attempt, type Parsed, problemText} from './parsed.ts';

/** A network that a pod asks for. */
export interface NetworkRequest {
	readonly namespace: string;
	readonly name: string;
	/** Name of the interface in the pod. */
	readonly interfaceName?: string;
}

/** A network that a pod has, as Multus wrote it down. */
export interface NetworkStatus {
	/** `namespace/name`; of the default network the name in its configuration. */
	readonly name: string;
	readonly interfaceName?: string;
	readonly isDefault: boolean;
	/** Without a prefix. */
	readonly ips: readonly string[];
}

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

const partsOf = (item: string, separator: '/' | '@', most: number): readonly string[] => {
	const parts = item.split(separator).map(part => part.trim());
	if (parts.length > most) {
		throw new Error(`expected at most one "${separator}" in ${JSON.stringify(item)}`);
	}
	return parts;
};

/** `namespace/name@interface`. Multus lets empty parts pass and then finds no such definition. */
const requestOf = (item: string, podNamespace: string): NetworkRequest => {
	const qualified = partsOf(item, '/', 2);
	const namespace = qualified.length === 2 ? (qualified[0] ?? '') : '';
	const [name = '', interfaceName] = partsOf(qualified.at(-1) ?? '', '@', 2);
	const wrong = [namespace, name].find(part => part !== '' && !label.test(part));
	if (wrong !== undefined) {
		throw new Error(`expected lower case letters, digits and "-", got ${JSON.stringify(wrong)}`);
	}
	if (interfaceName !== undefined && (interfaceName.length > 15 || /[\s/]/.test(interfaceName))) {
		throw new Error(
			`expected an interface name of at most 15 characters, got ${JSON.stringify(interfaceName)}`,
		);
	}
	return {
		namespace: namespace || podNamespace,
		name,
		...present({interfaceName: interfaceName || undefined}),
	};
};

const requestIn = (value: unknown, podNamespace: string): NetworkRequest => {
	const object = objectOf(value, 'a network');
	return {
		namespace: textIfAt(object, 'namespace') || podNamespace,
		name: textAt(object, 'name'),
		...present({interfaceName: textIfAt(object, 'interface') || undefined}),
	};
};

/**
 * The annotation `k8s.v1.cni.cncf.io/networks`: `a,namespace/b@net2` or JSON. A problem is what makes Multus refuse the pod.
 * https://github.com/k8snetworkplumbingwg/multus-cni/blob/master/pkg/k8sclient/k8sclient.go (parsePodNetworkAnnotation)
 */
export const parseNetworksAnnotation = (
	text: string,
	podNamespace: string,
): Parsed<readonly NetworkRequest[]> => {
	if (!/[[{"]/.test(text)) {
		return attempt(() => text.split(',').map(item => requestOf(item.trim(), podNamespace)));
	}
	const json = parseJsonText(text);
	return json.ok
		? attempt(() => arrayOf(json.value, 'the annotation').map(value => requestIn(value, podNamespace)))
		: json;
};

/** The annotation `k8s.v1.cni.cncf.io/network-status`. Throws when it is not what Multus writes. */
export const parseNetworkStatus = (text: string): readonly NetworkStatus[] => {
	const json = parseJsonText(text);
	if (!json.ok) {
		throw new Error(`not JSON: ${problemText(json.problem)}`);
	}
	return arrayOf(json.value, 'the network status').map(value => {
		const object = objectOf(value, 'a network status');
		return {
			name: textIfAt(object, 'name') ?? '',
			...present({interfaceName: textIfAt(object, 'interface') || undefined}),
			isDefault: booleanIfAt(object, 'default') ?? false,
			ips: textsAt(object, 'ips'),
		};
	});
};
