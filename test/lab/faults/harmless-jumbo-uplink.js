import {ipLines} from '../injections.js';

export default {
	id: 'harmless-jumbo-uplink',
	about: 'the uplink takes jumbo frames, the tunnel stays at its MTU',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...ipLines('link set eth0 mtu 9000', 'link set eth0 mtu 1500'),
};
