import {objectIfAt, textAt, textIfAt} from './json-value.ts';
import {kubeObjectsIn} from './kube-node.ts';

/** A pod that runs with a network of its own. */
export interface RunningPod {
	readonly namespace: string;
	readonly name: string;
	/** The one that Kubernetes calls it by, of one family. */
	readonly address: string;
}

/** Those of a list that have an address of their own and are not on their way out. */
export const parseRunningPods = (text: string): readonly RunningPod[] =>
	kubeObjectsIn(text).flatMap(object => {
		const metadata = objectIfAt(object, 'metadata') ?? {};
		const spec = objectIfAt(object, 'spec') ?? {};
		const address = textIfAt(objectIfAt(object, 'status') ?? {}, 'podIP') ?? '';
		return spec.hostNetwork === true || address === '' || metadata.deletionTimestamp !== undefined
			? []
			: [{namespace: textIfAt(metadata, 'namespace') ?? '', name: textAt(metadata, 'name'), address}];
	});
