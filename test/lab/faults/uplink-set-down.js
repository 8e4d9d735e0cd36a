import {ipLines} from '../injections.js';

export default {
	id: 'uplink-set-down',
	about: 'eth0, which carries everything, is set down; no tunnel names it',
	cni: ['cilium'],
	node: 'agent',
	expect: {cause: 'interface/uplink-down#down', subject: 'eth0'},
	breaks: [
		...['underlay', 'overlay', 'pods', 'pods-full-size', 'dns-remote', 'dns-external'],
		...['api', 'api-service'],
	],
	...ipLines('link set eth0 down', ({cluster: {network}}) => [
		'link set eth0 up',
		`route add default via ${network.gateway} dev eth0`,
	]),
};
