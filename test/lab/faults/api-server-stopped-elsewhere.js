import {on, stoppedDaemon} from '../injections.js';

export default {
	id: 'api-server-stopped-elsewhere',
	about: "the API server was killed; this agent's load balancer has nobody to ask",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'rke2/api-unreachable'},
	breaks: ['api', 'api-service'],
	...on('server', stoppedDaemon('kube-apiserver')),
};
