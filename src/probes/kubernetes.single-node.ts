import {defineProbe} from '../core/probe.ts';
import {kubernetesNodes} from './kubernetes.nodes.ts';

export const kubernetesSingleNode = defineProbe({
	id: 'kubernetes.single-node',
	summary: 'whether this cluster has no other node; not where the API does not tell',
	wants: {nodes: kubernetesNodes},
	requests: () => [],
	parse: (_, __, {nodes}): boolean => nodes.ok && nodes.value.length === 1,
});
