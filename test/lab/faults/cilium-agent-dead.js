import {crashingContainer} from '../injections.js';

export default {
	id: 'cilium-agent-dead',
	about: "Cilium's agent has died: its sockets stay behind, and nobody listens",
	cni: ['cilium'],
	node: 'server',
	records: ['cilium-server-sick'],
	expect: {cause: 'cilium/container#crashing', subject: 'cilium/cilium-agent'},
	...crashingContainer('cilium-agent'),
};
