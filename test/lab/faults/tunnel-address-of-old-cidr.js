import {ipLines} from '../injections.js';

export default {
	id: 'tunnel-address-of-old-cidr',
	about: 'the VXLAN device has the address of a pod CIDR that this node had before',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: ({cluster: {network}}) => ({cause: 'overlay/vxlan-address#wrong', subject: network.overlayDevice}),
	breaks: ['overlay', 'dns-remote'],
	...ipLines(
		({target, cluster: {network}}) => [
			`address add 10.42.9.0/32 dev ${network.overlayDevice}`,
			`address del ${target.description.overlayAddress}/32 dev ${network.overlayDevice}`,
		],
		({target, cluster: {network}}) => [
			`address add ${target.description.overlayAddress}/32 dev ${network.overlayDevice}`,
			`address del 10.42.9.0/32 dev ${network.overlayDevice}`,
		],
	),
};
