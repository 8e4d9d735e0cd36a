import {on, rule} from '../injections.js';

export default {
	id: 'overlay-port-dropped-one-way',
	about: 'the peer drops VXLAN packets that it would send: requests arrive there, answers do not come',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'overlay/peer-unreachable#silent', subject: 'node-1'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...on(
		'server',
		rule(({cluster: {network}}) => `OUTPUT -p udp -m udp --dport ${network.overlayPort} -j DROP`),
	),
};
