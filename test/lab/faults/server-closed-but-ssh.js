import {all, chainPolicy, rule} from '../injections.js';

export default {
	id: 'server-closed-but-ssh',
	about: 'the firewall of the server lets in SSH alone: API, tunnel and own pods end at one policy',
	cni: ['flannel'],
	node: 'server',
	expect: {cause: 'netfilter/server-ports#dropped'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...all(
		rule('INPUT -p tcp -m tcp --dport 22 -j ACCEPT'),
		rule('INPUT -i lo -j ACCEPT'),
		rule('INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'),
		chainPolicy('INPUT', 'DROP'),
	),
};
