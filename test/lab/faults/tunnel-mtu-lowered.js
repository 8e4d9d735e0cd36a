import {ipLines} from '../injections.js';

export default {
	id: 'tunnel-mtu-lowered',
	about: 'something lowered the MTU of the tunnel below that of the pods',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'overlay/mtu-chain'},
	breaks: ['pods-full-size'],
	...ipLines(
		({cluster: {network}}) => `link set ${network.overlayDevice} mtu 1300`,
		({cluster: {network}}) => `link set ${network.overlayDevice} mtu ${network.overlayMtu}`,
	),
};
