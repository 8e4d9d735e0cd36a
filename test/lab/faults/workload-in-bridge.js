import {ipLines} from '../injections.js';

const webOf = ({description}) => description.pods.find(({namespace}) => namespace === 'shop');

export default {
	id: 'workload-in-bridge',
	about: "the node's end of a pod's veth pair was put into a bridge",
	cni: ['canal', 'calico'],
	node: 'agent',
	expect: {cause: 'interface/bridge-port#workload'},
	breaks: ['pods', 'pods-full-size'],
	...ipLines(
		({target}) => [
			'link add br0 type bridge',
			`link set ${webOf(target).hostInterface} master br0`,
			'link set br0 up',
		],
		({target}) => [`link set ${webOf(target).hostInterface} nomaster`, 'link del br0'],
	),
};
