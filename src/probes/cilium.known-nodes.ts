import {defineProbe} from '../core/probe.ts';
import {http} from '../core/request.ts';
import {parseCiliumClusterNodes} from '../parsers/cilium-cluster-nodes.ts';
import {ciliumAnswer, ciliumSocketPath} from './cilium.socket.ts';

export const ciliumKnownNodes = defineProbe({
	id: 'cilium.known-nodes',
	summary:
		"the nodes that Cilium's agent knows, with the addresses and ranges by which it reaches their pods",
	requests: () => [http('http://localhost/v1/cluster/nodes', ciliumSocketPath)],
	parse: ([reply]) => parseCiliumClusterNodes(ciliumAnswer(reply)),
});
