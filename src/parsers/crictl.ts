import {jsonFrom} from './json-text.ts';
import {
	type JsonObject,
	numberAt,
	numberIfAt,
	objectIfAt,
	objectOf,
	objectsAt,
	present,
	textAt,
	textIfAt,
	textRecordAt,
} from './json-value.ts';
import {parseTimestamp} from './timestamp.ts';

/** A pod as containerd knows it. */
export interface PodSandbox {
	readonly id: string;
	readonly name: string;
	readonly namespace: string;
	readonly uid: string;
	readonly attempt: number;
	readonly isReady: boolean;
	/** Milliseconds since the epoch. */
	readonly createdAt: number;
	readonly labels: Readonly<Record<string, string>>;
	readonly annotations: Readonly<Record<string, string>>;
}

export type ContainerState = 'created' | 'running' | 'exited' | 'unknown';

export interface Container {
	readonly id: string;
	readonly sandboxId: string;
	readonly name: string;
	/** How often it was started again. */
	readonly attempt: number;
	readonly state: ContainerState;
	/** Milliseconds since the epoch. */
	readonly createdAt: number;
	readonly image?: string;
	/** From the labels that kubelet sets. */
	readonly podName?: string;
	readonly podNamespace?: string;
	readonly podUid?: string;
}

/** What `crictl inspect` adds to the list: how a container ended, and where its log is. */
export interface ContainerStatus {
	readonly id: string;
	readonly name: string;
	readonly attempt: number;
	readonly state: ContainerState;
	/** Milliseconds since the epoch. */
	readonly startedAt?: number;
	readonly finishedAt?: number;
	/** Only of a container that has ended. */
	readonly exitCode?: number;
	/** Error, Completed, OOMKilled … */
	readonly reason?: string;
	readonly message?: string;
	readonly logPath?: string;
	readonly pid?: number;
	readonly sandboxId?: string;
}

const metadataOf = (object: JsonObject): JsonObject => objectOf(object.metadata, '"metadata"');

/** Proto JSON may leave out what is zero. */
const attemptOf = (metadata: JsonObject): number => numberIfAt(metadata, 'attempt') ?? 0;

/** crictl prints nanoseconds as text, too many digits for a number. */
const createdAt = (object: JsonObject): number => {
	const text = textAt(object, 'createdAt');
	if (!/^\d{1,20}$/.test(text)) {
		throw new Error(`expected "createdAt" in nanoseconds, got ${JSON.stringify(text.slice(0, 60))}`);
	}
	return Number(BigInt(text) / 1_000_000n);
};

const containerStateOf = (object: JsonObject): ContainerState => {
	const state = textAt(object, 'state');
	switch (state) {
		case 'CONTAINER_CREATED':
			return 'created';
		case 'CONTAINER_RUNNING':
			return 'running';
		case 'CONTAINER_EXITED':
			return 'exited';
		case 'CONTAINER_UNKNOWN':
			return 'unknown';
		default:
			throw new Error(`expected a container state such as CONTAINER_RUNNING, got ${state}`);
	}
};

const isSandboxReady = (object: JsonObject): boolean => {
	const state = textAt(object, 'state');
	if (state !== 'SANDBOX_READY' && state !== 'SANDBOX_NOTREADY') {
		throw new Error(`expected SANDBOX_READY or SANDBOX_NOTREADY, got ${state}`);
	}
	return state === 'SANDBOX_READY';
};

const sandboxOf = (object: JsonObject): PodSandbox => {
	const metadata = metadataOf(object);
	return {
		id: textAt(object, 'id'),
		name: textAt(metadata, 'name'),
		namespace: textAt(metadata, 'namespace'),
		uid: textAt(metadata, 'uid'),
		attempt: attemptOf(metadata),
		isReady: isSandboxReady(object),
		createdAt: createdAt(object),
		labels: textRecordAt(object, 'labels'),
		annotations: textRecordAt(object, 'annotations'),
	};
};

const containerOf = (object: JsonObject): Container => {
	const metadata = metadataOf(object);
	const labels = textRecordAt(object, 'labels');
	const image = objectIfAt(object, 'image');
	return {
		id: textAt(object, 'id'),
		sandboxId: textAt(object, 'podSandboxId'),
		name: textAt(metadata, 'name'),
		attempt: attemptOf(metadata),
		state: containerStateOf(object),
		createdAt: createdAt(object),
		...present({
			image: image && (textIfAt(image, 'userSpecifiedImage') || textIfAt(image, 'image')),
			podName: labels['io.kubernetes.pod.name'],
			podNamespace: labels['io.kubernetes.pod.namespace'],
			podUid: labels['io.kubernetes.pod.uid'],
		}),
	};
};

/** `crictl pods -o json`. */
export const parseCrictlPods = (text: string): readonly PodSandbox[] =>
	objectsAt(objectOf(jsonFrom(text), 'the output'), 'items').map(sandboxOf);

/** `crictl ps -a -o json`. */
export const parseCrictlContainers = (text: string): readonly Container[] =>
	objectsAt(objectOf(jsonFrom(text), 'the output'), 'containers').map(containerOf);

/** Times that mean "never" are the epoch or Go's year 1. */
const timeAt = (object: JsonObject, key: string): number | undefined => {
	const text = textIfAt(object, key);
	const time = text ? parseTimestamp(text) : 0;
	return time > 0 ? time : undefined;
};

/** `crictl inspect` of one container. */
export const parseCrictlInspect = (text: string): ContainerStatus => {
	const value = jsonFrom(text);
	const object = objectOf(Array.isArray(value) && value.length === 1 ? value[0] : value, 'the output');
	const status = objectOf(object.status, '"status"');
	const info = objectIfAt(object, 'info') ?? {};
	const metadata = metadataOf(status);
	const state = containerStateOf(status);
	return {
		id: textAt(status, 'id'),
		name: textAt(metadata, 'name'),
		attempt: attemptOf(metadata),
		state,
		...present({
			startedAt: timeAt(status, 'startedAt'),
			finishedAt: timeAt(status, 'finishedAt'),
			exitCode: state === 'exited' ? numberAt(status, 'exitCode') : undefined,
			reason: textIfAt(status, 'reason') || undefined,
			message: textIfAt(status, 'message') || undefined,
			logPath: textIfAt(status, 'logPath') || undefined,
			pid: numberIfAt(info, 'pid') || undefined,
			sandboxId: textIfAt(info, 'sandboxID') || undefined,
		}),
	};
};
