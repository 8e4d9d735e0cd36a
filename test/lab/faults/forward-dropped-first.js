import {rule} from '../injections.js';

export default {
	id: 'forward-dropped-first',
	about: 'a script puts DROP in front of everything in FORWARD',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'netfilter/pod-forwarding#dropped'},
	breaks: ['pods', 'pods-full-size', 'dns-external'],
	...rule('FORWARD -j DROP'),
};
