import {ipLines} from '../injections.js';

const webOf = ({description}) => description.pods.find(({namespace}) => namespace === 'shop');

export default {
	id: 'workload-route-missing',
	about: 'the route to a pod is gone',
	node: 'agent',
	podAge: 60,
	expect: {cause: 'calico/workload-link#routeMissing'},
	breaks: ['pods', 'pods-full-size'],
	...ipLines(
		({target}) => `route del ${webOf(target).address}`,
		({target}) => `route add ${webOf(target).address} dev ${webOf(target).hostInterface} scope link`,
	),
};
