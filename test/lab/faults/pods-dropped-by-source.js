import {rule} from '../injections.js';

export default {
	id: 'pods-dropped-by-source',
	about: 'a rule drops what comes from the pod range',
	node: 'agent',
	expect: {cause: 'netfilter/pod-forwarding'},
	breaks: ['pods', 'pods-full-size', 'dns-external'],
	...rule(({cluster: {network}}) => `FORWARD -s ${network.pods} -j DROP`),
};
