import {inBridge} from '../injections.js';

export default {
	id: 'tunnel-in-bridge',
	about: 'a script put the VXLAN device into a bridge',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: ({cluster: {network}}) => ({cause: 'interface/bridge-port#tunnel', subject: network.overlayDevice}),
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...inBridge(({cluster: {network}}) => network.overlayDevice),
};
