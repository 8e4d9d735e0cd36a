import {jsonFrom} from './json-text.ts';
import {isObject, objectIfAt, objectsAt, textAt, textIfAt} from './json-value.ts';

/** A CiliumLocalRedirectPolicy as the agent of this node carries it out. */
export interface CiliumRedirect {
	/** `kube-system/nodelocaldns` */
	readonly name: string;
	/** Addresses whose packets are sent to a pod of this node instead. */
	readonly addresses: readonly string[];
	/** Whether a pod of this node is there to take them. */
	readonly hasBackend: boolean;
}

/** The agent's answer to `GET /v1/lrp`: https://github.com/cilium/cilium/blob/main/api/v1/models/l_r_p_spec.go */
export const parseCiliumRedirects = (text: string): readonly CiliumRedirect[] => {
	const value = jsonFrom(text);
	// Go writes an empty list as null.
	if (value !== null && !Array.isArray(value)) {
		throw new Error('expected a list of policies');
	}
	return (value ?? []).filter(isObject).map(policy => {
		const mappings = objectsAt(policy, 'frontend-mappings');
		return {
			name: `${textIfAt(policy, 'namespace') ?? ''}/${textAt(policy, 'name')}`,
			addresses: [
				...new Set(
					mappings.flatMap(mapping => textIfAt(objectIfAt(mapping, 'frontend-address') ?? {}, 'ip') || []),
				),
			],
			hasBackend: mappings.some(mapping => objectsAt(mapping, 'backends').length > 0),
		};
	});
};
