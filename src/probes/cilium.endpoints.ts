import {defineProbe} from '../core/probe.ts';
import {http} from '../core/request.ts';
import {parseCiliumEndpoints} from '../parsers/cilium-endpoints.ts';
import {ciliumAnswer, ciliumSocketPath} from './cilium.socket.ts';

export const ciliumEndpoints = defineProbe({
	id: 'cilium.endpoints',
	summary: "the interfaces that Cilium's agent manages on this node: of pods, of the node, of health checks",
	requests: () => [http('http://localhost/v1/endpoint', ciliumSocketPath)],
	parse: ([reply]) => {
		// 404: there are none.
		if (reply?.code === 404) {
			return [];
		}
		return parseCiliumEndpoints(ciliumAnswer(reply));
	},
});
