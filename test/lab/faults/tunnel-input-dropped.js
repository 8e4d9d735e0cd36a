import {rule} from '../injections.js';

export default {
	id: 'tunnel-input-dropped',
	about: 'a rule drops what comes out of the tunnel for this node itself',
	node: 'agent',
	expect: {cause: 'netfilter/tunnel-input#dropped'},
	breaks: ['overlay', 'dns-remote'],
	...rule(({cluster: {network}}) => `INPUT -i ${network.overlayDevice} -j DROP`),
};
