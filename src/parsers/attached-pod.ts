import {
	booleanIfAt,
	type JsonObject,
	objectIfAt,
	objectOf,
	present,
	textAt,
	textIfAt,
	textRecordAt,
} from './json-value.ts';
import {kubeObjectsIn} from './kube-node.ts';
import {
	type NetworkRequest,
	type NetworkStatus,
	parseNetworkStatus,
	parseNetworksAnnotation,
} from './network-annotation.ts';
import {attempt, type Parsed} from './parsed.ts';
import {timestampIfAny} from './timestamp.ts';

/** A pod that asks Multus for networks beside the primary one. */
export interface AttachedPod {
	readonly namespace: string;
	readonly name: string;
	readonly uid: string;
	readonly phase: string;
	/** Milliseconds since the epoch. */
	readonly createdAt?: number;
	/** The kubelet calls no CNI for it. */
	readonly isOnHostNetwork: boolean;
	readonly isBeingDeleted: boolean;
	/** The annotation as it was written. */
	readonly annotation: string;
	readonly requests: Parsed<readonly NetworkRequest[]>;
	/** Absent as long as Multus has told nothing. */
	readonly status?: Parsed<readonly NetworkStatus[]>;
}

const podOf = (object: JsonObject): readonly AttachedPod[] => {
	const metadata = objectOf(object.metadata, '"metadata"');
	const annotations = textRecordAt(metadata, 'annotations');
	const annotation = annotations['k8s.v1.cni.cncf.io/networks'] ?? '';
	if (annotation === '') {
		return [];
	}
	const namespace = textAt(metadata, 'namespace');
	const status =
		annotations['k8s.v1.cni.cncf.io/network-status'] ?? annotations['k8s.v1.cni.cncf.io/networks-status'];
	return [
		{
			namespace,
			name: textAt(metadata, 'name'),
			uid: textIfAt(metadata, 'uid') ?? '',
			phase: textIfAt(objectIfAt(object, 'status') ?? {}, 'phase') ?? 'Unknown',
			isOnHostNetwork: booleanIfAt(objectIfAt(object, 'spec') ?? {}, 'hostNetwork') ?? false,
			isBeingDeleted: metadata.deletionTimestamp !== undefined,
			annotation,
			requests: parseNetworksAnnotation(annotation, namespace),
			...present({
				createdAt: timestampIfAny(textIfAt(metadata, 'creationTimestamp')),
				status: status === undefined ? undefined : attempt(() => parseNetworkStatus(status)),
			}),
		},
	];
};

/** A list of pods; those that ask for no network are left out. */
export const parseAttachedPods = (text: string): readonly AttachedPod[] => kubeObjectsIn(text).flatMap(podOf);
