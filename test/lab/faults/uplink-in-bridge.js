import {inBridge} from '../injections.js';

export default {
	id: 'uplink-in-bridge',
	about: 'eth0 was put into a bridge, and its address stayed on it',
	cni: ['flannel'],
	node: 'agent',
	expect: {cause: 'interface/bridge-port#uplink', subject: 'eth0'},
	breaks: [
		...['underlay', 'overlay', 'pods', 'pods-full-size', 'dns-remote', 'dns-external', 'api', 'api-service'],
	],
	...inBridge('eth0'),
};
