import {ipLines} from '../injections.js';

export default {
	id: 'local-route-of-tunnel-gone',
	about: 'the table local has lost the address of the tunnel',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'overlay/local-route#missing'},
	breaks: ['overlay', 'dns-remote'],
	...ipLines(
		({target, cluster: {network}}) =>
			`route del local ${target.description.overlayAddress} dev ${network.overlayDevice} table local`,
		({target, cluster: {network}}) =>
			`route add local ${target.description.overlayAddress} dev ${network.overlayDevice} proto kernel scope host src ${target.description.overlayAddress} table local`,
	),
};
