import {rule} from '../injections.js';

export default {
	id: 'overlay-large-dropped',
	about: 'a rule drops large overlay packets',
	node: 'agent',
	expect: {cause: 'netfilter/overlay-port#droppedLarge'},
	breaks: ['overlay', 'pods-full-size'],
	...rule(
		({cluster: {network}}) =>
			`INPUT -p udp -m udp --dport ${network.overlayPort} -m length --length 600:65535 -j DROP`,
	),
};
