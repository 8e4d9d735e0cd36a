import {jsonFrom} from './json-text.ts';
import {
	booleanIfAt,
	isObject,
	type JsonObject,
	objectIfAt,
	objectOf,
	objectsAt,
	present,
	textAt,
	textIfAt,
	textRecordAt,
	textsAt,
} from './json-value.ts';
import {parseTimestamp} from './timestamp.ts';

export interface Taint {
	readonly key: string;
	readonly value?: string;
	readonly effect: string;
}

export interface NodeCondition {
	readonly type: string;
	readonly status: 'True' | 'False' | 'Unknown';
	readonly reason?: string;
	readonly message?: string;
	/** Milliseconds since the epoch: when it got its status. */
	readonly changedAt?: number;
}

/** A Node of the Kubernetes API; what was not selected is empty or absent. */
export interface KubeNode {
	readonly name: string;
	readonly podCidrs: readonly string[];
	readonly internalIps: readonly string[];
	readonly externalIps: readonly string[];
	readonly annotations: Readonly<Record<string, string>>;
	readonly labels: Readonly<Record<string, string>>;
	readonly taints: readonly Taint[];
	readonly conditions: readonly NodeCondition[];
	readonly isUnschedulable: boolean;
	readonly isBeingDeleted?: true;
	readonly kubeletVersion?: string;
	/** `5.14.0-570.el9_6.x86_64` */
	readonly kernelVersion?: string;
}

export const conditionOf = (object: JsonObject): NodeCondition => {
	const status = textAt(object, 'status');
	if (status !== 'True' && status !== 'False' && status !== 'Unknown') {
		throw new Error(`expected the status of a condition to be True, False or Unknown, got ${status}`);
	}
	const changed = textIfAt(object, 'lastTransitionTime');
	return {
		type: textAt(object, 'type'),
		status,
		...present({
			reason: textIfAt(object, 'reason'),
			message: textIfAt(object, 'message'),
			changedAt: changed === undefined ? undefined : parseTimestamp(changed),
		}),
	};
};

const taintOf = (object: JsonObject): Taint => ({
	key: textAt(object, 'key'),
	...present({value: textIfAt(object, 'value') || undefined}),
	effect: textAt(object, 'effect'),
});

const podCidrsOf = (spec: JsonObject): readonly string[] => {
	const several = textsAt(spec, 'podCIDRs');
	const single = textIfAt(spec, 'podCIDR');
	return several.length > 0 || !single ? several : [single];
};

const kubeNodeOf = (value: unknown): KubeNode => {
	const object = objectOf(value, 'a Node');
	const metadata = objectOf(object.metadata, '"metadata"');
	const spec = objectIfAt(object, 'spec') ?? {};
	const status = objectIfAt(object, 'status') ?? {};
	const addresses = (type: string): readonly string[] =>
		objectsAt(status, 'addresses')
			.filter(address => address.type === type)
			.map(address => textAt(address, 'address'));
	const nodeInfo = objectIfAt(status, 'nodeInfo') ?? {};
	return {
		name: textAt(metadata, 'name'),
		podCidrs: podCidrsOf(spec),
		internalIps: addresses('InternalIP'),
		externalIps: addresses('ExternalIP'),
		annotations: textRecordAt(metadata, 'annotations'),
		labels: textRecordAt(metadata, 'labels'),
		taints: objectsAt(spec, 'taints').map(taintOf),
		conditions: objectsAt(status, 'conditions').map(conditionOf),
		isUnschedulable: booleanIfAt(spec, 'unschedulable') ?? false,
		...(textIfAt(metadata, 'deletionTimestamp') !== undefined && {isBeingDeleted: true as const}),
		...present({
			kubeletVersion: textIfAt(nodeInfo, 'kubeletVersion'),
			kernelVersion: textIfAt(nodeInfo, 'kernelVersion'),
		}),
	};
};

/** Objects of an API answer: those of a list, or the one it is. */
export const kubeObjectsIn = (text: string): readonly JsonObject[] => {
	const value = jsonFrom(text);
	if (isObject(value) && value.items === undefined && value.metadata !== undefined && !isListKind(value)) {
		return [value];
	}
	return Array.isArray(value)
		? value.map(item => objectOf(item, 'an item'))
		: objectsAt(objectOf(value, 'the answer'), 'items');
};

const isListKind = (object: JsonObject): boolean => String(object.kind).endsWith('List');

/** One Node or a list of Nodes. */
export const parseKubeNodes = (text: string): readonly KubeNode[] => kubeObjectsIn(text).map(kubeNodeOf);
