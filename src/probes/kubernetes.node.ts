import {textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {parseKubeNodes} from '../parsers/kube-node.ts';
import {rke2NodeName} from './rke2.node-name.ts';

export const kubernetesNode = defineProbe({
	id: 'kubernetes.node',
	summary: 'the Node object of this node: conditions, taints, annotations, versions',
	needs: {name: rke2NodeName},
	requests: ({name: {name}}) => [
		api(
			`/api/v1/nodes/${name}`,
			'metadata.name',
			'metadata.labels',
			'metadata.annotations',
			'spec',
			'status.addresses',
			'status.conditions',
			'status.nodeInfo',
		),
	],
	parse: ([reply]) => {
		const [node] = parseKubeNodes(textOf(reply));
		if (node === undefined) {
			throw new Unavailable('unparseable', 'expected a Node, got an empty list');
		}
		return node;
	},
});
