import {rule} from '../injections.js';

export default {
	id: 'pods-dropped-mangle',
	about: 'the mangle table drops what leaves by the tunnel',
	node: 'agent',
	expect: {cause: 'netfilter/pod-forwarding'},
	breaks: ['pods', 'pods-full-size'],
	...rule(({cluster: {network}}) => `FORWARD -o ${network.overlayDevice} -j DROP`, ['-t', 'mangle']),
};
