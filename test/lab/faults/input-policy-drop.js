import {all, chainPolicy, rule} from '../injections.js';

export default {
	id: 'input-policy-drop',
	about: 'the policy of INPUT is DROP and the rules forget VXLAN',
	cni: ['flannel'],
	node: 'server',
	records: ['flannel-server-sick'],
	expect: {cause: 'netfilter/overlay-port#droppedByPolicy'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...all(
		rule('INPUT -p tcp -j ACCEPT'),
		rule('INPUT -p icmp -j ACCEPT'),
		rule('INPUT -i lo -j ACCEPT'),
		rule('INPUT -p udp -m udp --sport 53 -j ACCEPT'),
		chainPolicy('INPUT', 'DROP'),
	),
};
