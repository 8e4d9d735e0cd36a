import {ipLines} from '../injections.js';

export default {
	id: 'tunnel-mtu-lowered',
	about: 'something lowered the MTU of the tunnel below that of the pods',
	cni: ['canal', 'flannel'],
	node: 'agent',
	// flannel's file tells what new pods get.
	expect: ({cluster}) => ({
		cause: cluster.kind === 'flannel' ? 'flannel/pod-mtu#tooLarge' : 'overlay/mtu-chain',
	}),
	breaks: ['pods-full-size'],
	...ipLines(
		({cluster: {network}}) => `link set ${network.overlayDevice} mtu 1300`,
		({cluster: {network}}) => `link set ${network.overlayDevice} mtu ${network.overlayMtu}`,
	),
};
