import {type CiliumClusterNode, clusterNodeOf} from './cilium-network-status.ts';
import {jsonFrom} from './json-text.ts';
import {objectOf, objectsAt, textAt} from './json-value.ts';

/** The nodes that an agent knows, its own among them. */
export interface CiliumClusterNodes {
	/** `<cluster>/<node>` of this node. */
	readonly self: string;
	readonly nodes: readonly CiliumClusterNode[];
}

/**
 * The agent's answer to `GET /v1/cluster/nodes` without a client's id, which is the whole list:
 * https://github.com/cilium/cilium/blob/main/pkg/node/manager/rest_api.go
 */
export const parseCiliumClusterNodes = (text: string): CiliumClusterNodes => {
	const object = objectOf(jsonFrom(text), 'the nodes');
	const self = textAt(object, 'self');
	const nodes = objectsAt(object, 'nodes-added').map(clusterNodeOf);
	if (!nodes.some(({name}) => name === self)) {
		throw new Error(`expected ${self} among the nodes, got ${nodes.length} others`);
	}
	return {self, nodes};
};
