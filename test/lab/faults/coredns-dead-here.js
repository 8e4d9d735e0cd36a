import {stoppedDaemon} from '../injections.js';

export default {
	id: 'coredns-dead-here',
	about: 'CoreDNS on this node hangs, but is still an endpoint',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'dns/endpoint-unreachable#silent'},
	breaks: ['dns-local', 'dns-external'],
	...stoppedDaemon('coredns'),
};
