import {all, chainPolicy, rule} from '../injections.js';

export default {
	id: 'forward-dropped-by-legacy',
	about: 'legacy iptables, which another program filled, drop what is forwarded',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'netfilter/pod-forwarding#dropped'},
	breaks: ['pods', 'pods-full-size', 'dns-external'],
	// The legacy table stays until the cluster is built anew: there is no heal.
	inject: all(
		chainPolicy('FORWARD', 'DROP', 'iptables-legacy'),
		rule('FORWARD -i docker0 -j ACCEPT', [], 'iptables-legacy'),
	).inject,
};
