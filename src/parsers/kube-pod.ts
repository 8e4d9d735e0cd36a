import {
	type JsonObject,
	numberIfAt,
	objectIfAt,
	objectOf,
	objectsAt,
	present,
	textAt,
	textIfAt,
	textRecordAt,
} from './json-value.ts';
import {conditionOf, kubeObjectsIn, type NodeCondition} from './kube-node.ts';
import {parseTimestamp} from './timestamp.ts';

/** What the kubelet tells the API of a container. */
export interface KubeContainer {
	readonly name: string;
	readonly restarts: number;
	/** Why it does not run: CrashLoopBackOff, ImagePullBackOff. */
	readonly waiting?: {readonly reason: string; readonly message?: string};
	/** Of its last run that ended. */
	readonly exitCode?: number;
}

/** A pod as the API knows it; what was not selected is absent. */
export interface KubePod {
	readonly name: string;
	readonly uid?: string;
	readonly labels?: Readonly<Record<string, string>>;
	/** Absent while no node was found for it. */
	readonly node?: string;
	/** Pending, Running, Succeeded, Failed, Unknown. */
	readonly phase?: string;
	/** Milliseconds since the epoch. */
	readonly createdAt?: number;
	readonly conditions: readonly NodeCondition[];
	readonly containers?: readonly KubeContainer[];
	readonly isBeingDeleted?: true;
}

export const isPodReady = ({conditions, isBeingDeleted}: KubePod): boolean =>
	isBeingDeleted !== true && conditions.some(({type, status}) => type === 'Ready' && status === 'True');

const containerOf = (object: JsonObject): KubeContainer => {
	const state = objectIfAt(object, 'state') ?? {};
	const waiting = objectIfAt(state, 'waiting');
	const ended =
		objectIfAt(state, 'terminated') ?? objectIfAt(objectIfAt(object, 'lastState') ?? {}, 'terminated') ?? {};
	return {
		name: textAt(object, 'name'),
		restarts: numberIfAt(object, 'restartCount') ?? 0,
		...(waiting !== undefined && {
			waiting: {
				reason: textIfAt(waiting, 'reason') ?? '',
				...present({message: textIfAt(waiting, 'message')}),
			},
		}),
		...present({exitCode: numberIfAt(ended, 'exitCode')}),
	};
};

const kubePodOf = (value: unknown): KubePod => {
	const object = objectOf(value, 'a Pod');
	const metadata = objectOf(object.metadata, '"metadata"');
	const status = objectIfAt(object, 'status') ?? {};
	const created = textIfAt(metadata, 'creationTimestamp');
	return {
		name: textAt(metadata, 'name'),
		conditions: objectsAt(status, 'conditions').map(conditionOf),
		...present({
			uid: textIfAt(metadata, 'uid'),
			node: textIfAt(objectIfAt(object, 'spec') ?? {}, 'nodeName') || undefined,
			phase: textIfAt(status, 'phase'),
			createdAt: created === undefined ? undefined : parseTimestamp(created),
		}),
		...(metadata.labels !== undefined && {labels: textRecordAt(metadata, 'labels')}),
		...(status.containerStatuses !== undefined && {
			containers: objectsAt(status, 'containerStatuses').map(containerOf),
		}),
		...(textIfAt(metadata, 'deletionTimestamp') !== undefined && {isBeingDeleted: true}),
	};
};

export const parseKubePods = (text: string): readonly KubePod[] => kubeObjectsIn(text).map(kubePodOf);
