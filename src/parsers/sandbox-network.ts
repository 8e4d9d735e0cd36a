import {jsonFrom} from './json-text.ts';
import {numberIfAt, objectIfAt, objectOf, objectsAt, textIfAt} from './json-value.ts';

/** The network of a pod, as containerd set it up. */
export interface SandboxNetwork {
	/** Process that keeps the network namespace. */
	readonly pid: number;
	/** Of the primary network; empty where containerd has forgotten them. */
	readonly addresses: readonly string[];
}

/** Runtimes whose containers use the network namespace as it is; gVisor and Kata move what is inside elsewhere. */
const inNamespace = /^(?:runc|crun|nvidia.*)?$/;

/**
 * What `crictl inspectp` tells of a pod that runs in a network namespace of its own; undefined for one on the network
 * of the node, for one that has ended, and for one of a sandboxed runtime.
 */
export const parseSandboxNetwork = (text: string): SandboxNetwork | undefined => {
	const output = objectOf(jsonFrom(text), 'the output');
	const status = objectIfAt(output, 'status') ?? {};
	const namespaces = objectIfAt(objectIfAt(status, 'linux') ?? {}, 'namespaces') ?? {};
	const pid = numberIfAt(objectIfAt(output, 'info') ?? {}, 'pid') ?? 0;
	const network = objectIfAt(status, 'network') ?? {};
	const isOwn = textIfAt(objectIfAt(namespaces, 'options') ?? {}, 'network') === 'POD';
	const isPlain = inNamespace.test(textIfAt(status, 'runtimeHandler') ?? '');
	if (!isOwn || !isPlain || !Number.isSafeInteger(pid) || pid <= 0) {
		return undefined;
	}
	const further = objectsAt(network, 'additionalIps').map(one => textIfAt(one, 'ip'));
	return {pid, addresses: [textIfAt(network, 'ip'), ...further].filter(address => !!address) as string[]};
};
