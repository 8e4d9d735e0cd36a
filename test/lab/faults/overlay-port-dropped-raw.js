import {rule} from '../injections.js';

export default {
	id: 'overlay-port-dropped-raw',
	about: 'a rule in the table raw drops VXLAN packets',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'netfilter/overlay-port#dropped'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...rule(
		({cluster: {network}}) => `PREROUTING -p udp -m udp --dport ${network.overlayPort} -j DROP`,
		['-t', 'raw'],
	),
};
