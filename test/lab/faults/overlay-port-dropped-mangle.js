import {rule} from '../injections.js';

export default {
	id: 'overlay-port-dropped-mangle',
	about: 'the mangle table drops overlay packets that arrive',
	node: 'agent',
	expect: {cause: 'netfilter/overlay-port#dropped'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...rule(
		({cluster: {network}}) => `PREROUTING -p udp -m udp --dport ${network.overlayPort} -j DROP`,
		['-t', 'mangle'],
	),
};
