import {on, stoppedDaemon} from '../injections.js';

export default {
	id: 'coredns-dead-on-peer',
	about: 'CoreDNS on the peer does not answer, but is still an endpoint',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'dns/endpoint-unreachable#silent'},
	breaks: ['dns-remote'],
	...on('peer', stoppedDaemon('coredns')),
};
