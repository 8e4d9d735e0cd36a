import {stoppedDaemon} from '../injections.js';

export default {
	id: 'api-server-stopped',
	about: 'the API server of this server was killed',
	cni: ['canal', 'flannel'],
	node: 'server',
	expect: {cause: 'rke2/api-unreachable#refused'},
	breaks: ['api', 'api-service'],
	...stoppedDaemon('kube-apiserver'),
};
