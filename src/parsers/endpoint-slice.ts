import {
	booleanIfAt,
	type JsonObject,
	numberIfAt,
	objectIfAt,
	objectOf,
	objectsAt,
	present,
	textAt,
	textIfAt,
	textRecordAt,
	textsAt,
} from './json-value.ts';
import {kubeObjectsIn} from './kube-node.ts';

export interface SliceEndpoint {
	readonly addresses: readonly string[];
	/** Absent means ready. */
	readonly isReady: boolean;
	readonly nodeName?: string;
	/** Name of the pod, where it is one. */
	readonly pod?: string;
}

/** An EndpointSlice of the Kubernetes API; what was not selected is empty or absent. */
export interface EndpointSlice {
	readonly name: string;
	readonly service?: string;
	readonly addressType: string;
	readonly ports: readonly {readonly name: string; readonly port?: number; readonly protocol: string}[];
	readonly endpoints: readonly SliceEndpoint[];
}

const endpointOf = (object: JsonObject): SliceEndpoint => {
	const target = objectIfAt(object, 'targetRef') ?? {};
	return {
		addresses: textsAt(object, 'addresses'),
		isReady: booleanIfAt(objectIfAt(object, 'conditions') ?? {}, 'ready') ?? true,
		...present({
			nodeName: textIfAt(object, 'nodeName'),
			pod: target.kind === 'Pod' ? textIfAt(target, 'name') : undefined,
		}),
	};
};

const sliceOf = (value: JsonObject): EndpointSlice => {
	const metadata = objectOf(value.metadata, '"metadata"');
	return {
		name: textAt(metadata, 'name'),
		...present({service: textRecordAt(metadata, 'labels')['kubernetes.io/service-name']}),
		addressType: textIfAt(value, 'addressType') ?? 'IPv4',
		ports: objectsAt(value, 'ports').map(port => ({
			name: textIfAt(port, 'name') ?? '',
			...present({port: numberIfAt(port, 'port')}),
			protocol: textIfAt(port, 'protocol') ?? 'TCP',
		})),
		endpoints: objectsAt(value, 'endpoints').map(endpointOf),
	};
};

/** One EndpointSlice or a list of them. */
export const parseEndpointSlices = (text: string): readonly EndpointSlice[] =>
	kubeObjectsIn(text).map(sliceOf);
