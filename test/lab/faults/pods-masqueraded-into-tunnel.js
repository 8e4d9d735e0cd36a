import {rule} from '../injections.js';

export default {
	id: 'pods-masqueraded-into-tunnel',
	about: 'what pods send into the tunnel gets the address of the tunnel',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'netfilter/pod-source#hidden'},
	breaks: [],
	...rule(({cluster}) => `POSTROUTING -o ${cluster.network.overlayDevice} -j MASQUERADE`, ['-t', 'nat']),
};
