import {isObject, type JsonObject, objectIfAt, objectOf, present, textAt, textIfAt} from './json-value.ts';
import {kubeObjectsIn} from './kube-node.ts';

/** An address that Whereabouts has given away. */
export interface WhereaboutsAllocation {
	/** Of the address from the beginning of the range. */
	readonly offset: string;
	/** `namespace/name` of the pod. */
	readonly pod?: string;
}

/** An IPPool of Whereabouts. */
export interface WhereaboutsPool {
	readonly name: string;
	readonly namespace: string;
	/** `192.168.2.0/24` */
	readonly range: string;
	readonly allocations: readonly WhereaboutsAllocation[];
}

const allocationsOf = (spec: JsonObject): readonly WhereaboutsAllocation[] =>
	Object.entries(objectIfAt(spec, 'allocations') ?? {}).map(([offset, value]) => ({
		offset,
		...present({pod: isObject(value) ? textIfAt(value, 'podref') || undefined : undefined}),
	}));

/** A list of IPPools, as the API gives it. */
export const parseWhereaboutsPools = (text: string): readonly WhereaboutsPool[] =>
	kubeObjectsIn(text).map(object => {
		const metadata = objectOf(object.metadata, '"metadata"');
		const spec = objectIfAt(object, 'spec') ?? {};
		return {
			name: textAt(metadata, 'name'),
			namespace: textIfAt(metadata, 'namespace') ?? 'kube-system',
			range: textIfAt(spec, 'range') ?? '',
			allocations: allocationsOf(spec),
		};
	});
