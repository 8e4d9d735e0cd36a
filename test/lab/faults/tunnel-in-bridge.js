import {ipLines} from '../injections.js';

export default {
	id: 'tunnel-in-bridge',
	about: 'a script put the VXLAN device into a bridge',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: ({cluster: {network}}) => ({cause: 'interface/bridge-port#tunnel', subject: network.overlayDevice}),
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...ipLines(
		({cluster: {network}}) => [
			'link add br0 type bridge',
			`link set ${network.overlayDevice} master br0`,
			'link set br0 up',
		],
		({cluster: {network}}) => [`link set ${network.overlayDevice} nomaster`, 'link del br0'],
	),
};
