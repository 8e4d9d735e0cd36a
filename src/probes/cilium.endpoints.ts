import {defineProbe} from '../core/probe.ts';
import {http, type Reply} from '../core/request.ts';
import {type CiliumEndpoint, parseCiliumEndpoints} from '../parsers/cilium-endpoints.ts';
import {ciliumAnswer, ciliumSocketPath} from './cilium.socket.ts';

/** 404: there are none. */
export const ciliumEndpointsIn = (reply: Reply | undefined): readonly CiliumEndpoint[] =>
	reply?.code === 404 ? [] : parseCiliumEndpoints(ciliumAnswer(reply));

export const ciliumEndpoints = defineProbe({
	id: 'cilium.endpoints',
	summary: "the interfaces that Cilium's agent manages on this node: of pods, of the node, of health checks",
	requests: () => [http('http://localhost/v1/endpoint', ciliumSocketPath)],
	parse: ([reply]) => ciliumEndpointsIn(reply),
});
