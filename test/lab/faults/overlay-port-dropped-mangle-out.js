import {rule} from '../injections.js';

export default {
	id: 'overlay-port-dropped-mangle-out',
	about: 'the mangle table drops overlay packets that leave',
	node: 'agent',
	expect: {cause: 'netfilter/overlay-port#droppedOut'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...rule(
		({cluster: {network}}) => `POSTROUTING -p udp -m udp --dport ${network.overlayPort} -j DROP`,
		['-t', 'mangle'],
	),
};
