import {ipLines} from '../injections.js';

export default {
	id: 'harmless-route-to-office',
	about: 'a static route to a network that is neither pods nor services',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...ipLines('route add 192.168.0.0/16 via 10.0.0.254 dev eth0', 'route del 192.168.0.0/16'),
};
