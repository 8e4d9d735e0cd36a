import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {ipRoute} from './ip.route.ts';
import {kubernetesNode} from './kubernetes.node.ts';

/** Ranges of this node's pods. */
export interface PodCidrs {
	readonly cidrs: readonly string[];
	/** Where they were seen. Without the API it is the blackhole routes that flanneld adds since July 2025. */
	readonly source: 'Node' | 'blackhole routes';
}

export const canalPodCidr = defineProbe({
	id: 'canal.pod-cidr',
	summary: "the ranges of this node's pods, from its Node or else from flanneld's blackhole routes",
	wants: {node: kubernetesNode, routes: ipRoute},
	requests: () => [],
	parse: (_, __, {node, routes}): PodCidrs => {
		if (node.ok && node.value.podCidrs.length > 0) {
			return {cidrs: node.value.podCidrs, source: 'Node'};
		}
		const blackholes = (routes.ok ? routes.value : []).filter(
			({type, table}) => type === 'blackhole' && table === 'main',
		);
		if (blackholes.length === 0) {
			const why = node.ok ? 'the Node has none' : node.detail;
			throw new Unavailable('dependency', `no pod CIDR: ${why}, and there is no blackhole route`);
		}
		return {cidrs: blackholes.map(({destination}) => destination), source: 'blackhole routes'};
	},
});
