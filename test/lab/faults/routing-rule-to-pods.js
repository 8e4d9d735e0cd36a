import {ipLines} from '../injections.js';

export default {
	id: 'routing-rule-to-pods',
	about: "a VPN's rule sends what is for the peer's pods into a table of its own",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'route/routing-rule'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...ipLines(
		({peer, cluster: {network}}) => [
			`route add default via ${network.gateway} dev eth0 table 220`,
			`rule add to ${peer.description.podCidr} lookup 220 priority 5200`,
		],
		['rule del priority 5200', 'route flush table 220'],
	),
};
