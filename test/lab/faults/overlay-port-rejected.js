import {all, rule} from '../injections.js';

export default {
	id: 'overlay-port-rejected',
	about: 'a security script rejects UDP except DNS',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'netfilter/overlay-port#dropped'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...all(
		rule('INPUT -p udp -j REJECT --reject-with icmp-port-unreachable'),
		rule('INPUT -p udp -m multiport --ports 53,123 -j ACCEPT'),
	),
};
