import {rule} from '../injections.js';

export default {
	id: 'harmless-overlay-port-closed-on-other-nic',
	about: 'VXLAN packets are dropped on an interface that carries none',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...rule(({cluster: {network}}) => `INPUT -i eth7 -p udp -m udp --dport ${network.overlayPort} -j DROP`),
};
