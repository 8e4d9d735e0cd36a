import {ipLines} from '../injections.js';

const webOf = ({description}) => description.pods.find(({namespace}) => namespace === 'shop');

export default {
	id: 'workload-link-down',
	about: "somebody set the node's end of a pod's veth pair down",
	node: 'agent',
	podAge: 60,
	expect: {cause: 'calico/workload-link#down'},
	breaks: ['pods', 'pods-full-size'],
	...ipLines(
		({target}) => `link set ${webOf(target).hostInterface} down`,
		({target}) => [
			`link set ${webOf(target).hostInterface} up`,
			`route replace ${webOf(target).address} dev ${webOf(target).hostInterface} scope link`,
		],
	),
};
