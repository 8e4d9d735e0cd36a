import {defineProbe} from '../core/probe.ts';
import {http} from '../core/request.ts';
import {parseCiliumDaemon} from '../parsers/cilium-daemon.ts';
import {ciliumAnswer, ciliumSocketPath} from './cilium.socket.ts';

export const ciliumDaemon = defineProbe({
	id: 'cilium.daemon',
	summary: "what Cilium's agent of this node works with: MTU, address of the API, addresses, options",
	requests: () => [http('http://localhost/v1/config', ciliumSocketPath)],
	parse: ([reply]) => parseCiliumDaemon(ciliumAnswer(reply)),
});
