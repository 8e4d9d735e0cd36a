import {on, rule} from '../injections.js';

export default {
	id: 'overlay-port-dropped-on-peer',
	about: 'the peer drops VXLAN packets that arrive: here only silence is seen',
	cni: ['canal', 'flannel'],
	node: 'agent',
	records: ['canal-server-sick'],
	expect: {cause: 'overlay/peer-unreachable#silent', subject: 'node-1'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...on(
		'server',
		rule(({cluster: {network}}) => `INPUT -p udp -m udp --dport ${network.overlayPort} -j DROP`),
	),
};
