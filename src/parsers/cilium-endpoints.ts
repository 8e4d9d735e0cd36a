import {jsonFrom} from './json-text.ts';
import {
	arrayOf,
	type JsonObject,
	numberAt,
	objectIfAt,
	objectOf,
	objectsAt,
	present,
	textIfAt,
	textsAt,
} from './json-value.ts';
import {parseTimestamp} from './timestamp.ts';

/** A network interface that the agent of this node manages: of a pod, of the node itself, or its own for health. */
export interface CiliumEndpoint {
	readonly id: number;
	/** ready, not-ready, regenerating, waiting-for-identity … */
	readonly state: string;
	/** `namespace/name`; absent for what is no pod. */
	readonly pod?: string;
	/** The interface on the side of the node. */
	readonly device?: string;
	/** `reserved:health`, `k8s:app=x` … */
	readonly labels: readonly string[];
	/** Directions in which policies apply: none, ingress, egress, both. */
	readonly policy?: string;
	/** The newest line of its log, and since when: milliseconds since the epoch. */
	readonly log?: {readonly message: string; readonly at?: number};
}

const logOf = (status: JsonObject): CiliumEndpoint['log'] => {
	const [newest] = objectsAt(status, 'log');
	const message = newest && textIfAt(newest, 'message');
	const at = newest && textIfAt(newest, 'timestamp');
	return message ? {message, ...present({at: at ? parseTimestamp(at) : undefined})} : undefined;
};

/** Since 1.15 the pod stands in two fields, before in one. */
const podOf = (identifiers: JsonObject): string | undefined => {
	const namespace = textIfAt(identifiers, 'k8s-namespace');
	const name = textIfAt(identifiers, 'k8s-pod-name');
	return textIfAt(identifiers, 'pod-name') || (namespace && name ? `${namespace}/${name}` : undefined);
};

const endpointOf = (object: JsonObject): CiliumEndpoint => {
	const status = objectIfAt(object, 'status') ?? {};
	const realized = objectIfAt(objectIfAt(status, 'policy') ?? {}, 'realized') ?? {};
	return {
		id: numberAt(object, 'id'),
		state: textIfAt(status, 'state') ?? 'unknown',
		labels: textsAt(objectIfAt(status, 'identity') ?? {}, 'labels'),
		...present({
			pod: podOf(objectIfAt(status, 'external-identifiers') ?? {}),
			device: textIfAt(objectIfAt(status, 'networking') ?? {}, 'interface-name') || undefined,
			policy: textIfAt(realized, 'policy-enabled') || undefined,
			log: logOf(status),
		}),
	};
};

/** The agent's answer to `GET /v1/endpoint`: https://github.com/cilium/cilium/blob/main/api/v1/models/endpoint_status.go */
export const parseCiliumEndpoints = (text: string): readonly CiliumEndpoint[] =>
	arrayOf(jsonFrom(text), 'the endpoints').map(item => endpointOf(objectOf(item, 'each endpoint')));
