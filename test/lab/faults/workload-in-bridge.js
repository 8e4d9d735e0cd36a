import {inBridge} from '../injections.js';

const webOf = ({description}) => description.pods.find(({namespace}) => namespace === 'shop');

export default {
	id: 'workload-in-bridge',
	about: "the node's end of a pod's veth pair was put into a bridge",
	cni: ['canal', 'calico'],
	node: 'agent',
	expect: {cause: 'interface/bridge-port#workload'},
	breaks: ['pods', 'pods-full-size'],
	...inBridge(({target}) => webOf(target).hostInterface),
};
