import {rule} from '../injections.js';

export default {
	id: 'harmless-overlay-port-dropped-when-forwarded',
	about: 'pods may not send VXLAN packets of their own',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...rule(({cluster: {network}}) => `FORWARD -p udp -m udp --dport ${network.overlayPort} -j DROP`),
};
