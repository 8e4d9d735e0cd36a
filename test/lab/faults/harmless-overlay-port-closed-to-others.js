import {all, rule} from '../injections.js';

export default {
	id: 'harmless-overlay-port-closed-to-others',
	about: 'VXLAN packets are dropped unless they come from the nodes',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...all(
		rule(({cluster: {network}}) => `INPUT -p udp -m udp --dport ${network.overlayPort} -j DROP`),
		rule(
			({cluster: {network}}) => `INPUT -s 10.0.0.0/24 -p udp -m udp --dport ${network.overlayPort} -j ACCEPT`,
		),
	),
};
