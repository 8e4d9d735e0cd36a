import {rule} from '../injections.js';

export default {
	id: 'forward-rejected-by-iptables-service',
	about: 'the rules of the iptables service, loaded again, end in REJECT',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'netfilter/pod-forwarding'},
	breaks: ['pods', 'pods-full-size', 'dns-external'],
	...rule('FORWARD -j REJECT --reject-with icmp-host-prohibited'),
};
