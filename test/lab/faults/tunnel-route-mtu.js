import {all, ipLines} from '../injections.js';

const reprogrammed = {
	inject: () => undefined,
	heal: ({target, cluster, cni}) => cni.programPeers(target, cluster),
};

export default {
	id: 'tunnel-route-mtu',
	about: 'the route to the pods of the peer has a locked MTU of 900',
	node: 'agent',
	expect: {cause: 'overlay/route-mtu#pods'},
	breaks: ['pods-full-size'],
	...all(
		reprogrammed,
		ipLines(
			({peer: {description}, cluster: {network}}) =>
				`route replace ${description.podCidr} via ${description.overlayAddress} dev ${network.overlayDevice} onlink mtu lock 900`,
			({peer: {description}}) => `route del ${description.podCidr}`,
		),
	),
};
