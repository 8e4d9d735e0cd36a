import {defineProbe} from '../core/probe.ts';
import {parseNodeOptions} from '../parsers/node-options.ts';
import {kubernetesNode} from './kubernetes.node.ts';

/** Of the command line of RKE2 its own process shows nothing: it gives itself another title. */
export const rke2NodeOptions = defineProbe({
	id: 'rke2.node-options',
	summary:
		'names of the options with which RKE2 was last started, as it wrote them to its Node; none where the Node cannot be read',
	wants: {node: kubernetesNode},
	requests: () => [],
	parse: (_, __, {node}): ReadonlySet<string> =>
		new Set(node.ok ? parseNodeOptions(node.value.annotations['rke2.io/node-args']) : []),
});
