import {objectIfAt, objectOf, objectsAt, present, textAt, textIfAt} from './json-value.ts';
import {conditionOf, kubeObjectsIn, type NodeCondition} from './kube-node.ts';
import {parseTimestamp} from './timestamp.ts';

/** A pod as the API knows it; what was not selected is absent. */
export interface KubePod {
	readonly name: string;
	/** Absent while no node was found for it. */
	readonly node?: string;
	/** Pending, Running, Succeeded, Failed, Unknown. */
	readonly phase?: string;
	/** Milliseconds since the epoch. */
	readonly createdAt?: number;
	readonly conditions: readonly NodeCondition[];
	readonly isBeingDeleted?: true;
}

export const isPodReady = ({conditions, isBeingDeleted}: KubePod): boolean =>
	isBeingDeleted !== true && conditions.some(({type, status}) => type === 'Ready' && status === 'True');

const kubePodOf = (value: unknown): KubePod => {
	const object = objectOf(value, 'a Pod');
	const metadata = objectOf(object.metadata, '"metadata"');
	const status = objectIfAt(object, 'status') ?? {};
	const created = textIfAt(metadata, 'creationTimestamp');
	return {
		name: textAt(metadata, 'name'),
		conditions: objectsAt(status, 'conditions').map(conditionOf),
		...present({
			node: textIfAt(objectIfAt(object, 'spec') ?? {}, 'nodeName') || undefined,
			phase: textIfAt(status, 'phase'),
			createdAt: created === undefined ? undefined : parseTimestamp(created),
		}),
		...(textIfAt(metadata, 'deletionTimestamp') !== undefined && {isBeingDeleted: true}),
	};
};

export const parseKubePods = (text: string): readonly KubePod[] => kubeObjectsIn(text).map(kubePodOf);
