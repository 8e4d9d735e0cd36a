import {defineProbe} from '../core/probe.ts';
import {http} from '../core/request.ts';
import {parseCiliumHealth} from '../parsers/cilium-health.ts';
import {ciliumAnswer} from './cilium.socket.ts';

/** The last round of the health daemon; a new one is never started, since that sends packets to every node. */
export const ciliumHealth = defineProbe({
	id: 'cilium.health',
	summary: "which nodes Cilium's health daemon reached in its last round, and by which way",
	requests: () => [http('http://localhost/v1beta/status', '/var/run/cilium/health.sock')],
	parse: ([reply]) => parseCiliumHealth(ciliumAnswer(reply, 'cilium-health')),
});
