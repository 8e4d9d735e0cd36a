import {objectIfAt, objectsAt, textAt, textIfAt} from './json-value.ts';
import {kubeObjectsIn} from './kube-node.ts';

/** A pod on the pod network, with the addresses that the kubelet has told the API. */
export interface PodAddresses {
	readonly name: string;
	readonly namespace: string;
	readonly addresses: readonly string[];
}

/** Pods of a list that have addresses of their own and are not being deleted. */
export const parsePodAddresses = (text: string): readonly PodAddresses[] =>
	kubeObjectsIn(text).flatMap(object => {
		const metadata = objectIfAt(object, 'metadata') ?? {};
		const status = objectIfAt(object, 'status') ?? {};
		const isOfNode = objectIfAt(object, 'spec')?.hostNetwork === true;
		const all = [textIfAt(status, 'podIP'), ...objectsAt(status, 'podIPs').map(one => textIfAt(one, 'ip'))];
		const addresses = [...new Set(all.filter(address => !!address))] as string[];
		return isOfNode || addresses.length === 0 || metadata.deletionTimestamp !== undefined
			? []
			: [{name: textAt(metadata, 'name'), namespace: textIfAt(metadata, 'namespace') ?? '', addresses}];
	});
