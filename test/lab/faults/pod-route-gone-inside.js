import {ipInPod} from '../kernel.js';

const webOf = ({description}) => description.pods.find(({namespace}) => namespace === 'shop');

export default {
	id: 'pod-route-gone-inside',
	about: 'the default route inside a pod is gone; nothing on the node shows it',
	node: 'agent',
	podAge: 60,
	expect: {cause: 'cni/pod-network#routeMissing'},
	breaks: ['pods', 'pods-full-size'],
	inject: ({target}) => ipInPod(target, webOf(target), 'route del default'),
	heal: ({target}) => ipInPod(target, webOf(target), 'route add default via 169.254.1.1 dev eth0'),
};
