import {rule} from '../injections.js';

export default {
	id: 'tunnel-output-dropped',
	about: 'a rule drops what this node itself would send into the tunnel',
	node: 'agent',
	expect: {cause: 'netfilter/tunnel-input#droppedOut'},
	breaks: ['overlay', 'dns-remote'],
	...rule(({cluster: {network}}) => `OUTPUT -o ${network.overlayDevice} -j DROP`),
};
