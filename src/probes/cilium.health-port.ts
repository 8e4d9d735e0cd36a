import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {http} from '../core/request.ts';
import {healthAnswerOf} from '../parsers/health-answer.ts';
import {ciliumSocket} from './cilium.socket.ts';

/** 200 or 503, without a body: what the kubelet asks too. Where the socket answered, nothing is asked. */
export const ciliumHealthPort = defineProbe({
	id: 'cilium.health-port',
	summary: "whether Cilium's agent calls itself healthy on its health port, where its socket does not answer",
	wants: {socket: ciliumSocket},
	requests: (_, {socket}) =>
		socket.ok && socket.value.state === 'answered' ? [] : [http('http://127.0.0.1:9879/healthz')],
	parse: ([reply]) => {
		if (reply === undefined) {
			throw new Unavailable('dependency', 'the socket of the agent answered');
		}
		return healthAnswerOf(reply);
	},
});
