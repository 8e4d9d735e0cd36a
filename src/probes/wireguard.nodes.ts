import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {nodesWithoutSession} from '../derive/wireguard-peers.ts';
import {type KubeNode, parseKubeNodes} from '../parsers/kube-node.ts';
import {kubernetesNodes} from './kubernetes.nodes.ts';
import {wireguardPeers} from './wireguard.peers.ts';

const most = 16;
const keys = ['WireguardPublicKey', 'WireguardPublicKeyV6'].map(
	key => `metadata.annotations["projectcalico.org/${key}"]`,
);

export const wireguardNodes = defineProbe({
	id: 'wireguard.nodes',
	summary:
		'all Nodes, with the WireGuard keys that Calico announces for this one and for those without a session',
	needs: {samples: wireguardPeers, nodes: kubernetesNodes},
	requests: ({samples, nodes}) =>
		nodesWithoutSession(samples.last, nodes)
			.slice(0, most)
			.map(({name}) => api(`/api/v1/nodes/${name}`, 'metadata.name', ...keys)),
	parse: (replies, {nodes}): readonly KubeNode[] => {
		const asked = replies.flatMap(reply => parseKubeNodes(textOf(reply)));
		return nodes.map(node => ({
			...node,
			annotations: {...node.annotations, ...asked.find(({name}) => name === node.name)?.annotations},
		}));
	},
});
