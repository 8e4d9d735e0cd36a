import {ipLines} from '../injections.js';

export default {
	id: 'routing-rule-from-pods',
	about: 'a rule for the source addresses of all pods sends them to the gateway',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'route/routing-rule'},
	breaks: ['overlay', 'pods', 'pods-full-size'],
	...ipLines(
		({target, cluster: {network}}) => [
			`route add default via ${network.gateway} dev eth0 table 100`,
			`rule add from ${target.description.podCidr} lookup 100 priority 1000`,
		],
		['rule del priority 1000', 'route flush table 100'],
	),
};
