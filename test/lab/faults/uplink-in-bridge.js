import {ipLines} from '../injections.js';

export default {
	id: 'uplink-in-bridge',
	about: 'eth0 was put into a bridge, and its address stayed on it',
	cni: ['flannel'],
	node: 'agent',
	expect: {cause: 'interface/bridge-port#uplink', subject: 'eth0'},
	breaks: [
		...['underlay', 'overlay', 'pods', 'pods-full-size', 'dns-remote', 'dns-external', 'api', 'api-service'],
	],
	...ipLines(
		['link add br0 type bridge', 'link set eth0 master br0', 'link set br0 up'],
		['link set eth0 nomaster', 'link del br0'],
	),
};
