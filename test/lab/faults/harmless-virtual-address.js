import {ipLines} from '../injections.js';

export default {
	id: 'harmless-virtual-address',
	about: 'keepalived holds a virtual address on eth0',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...ipLines('address add 10.0.0.200/32 dev eth0', 'address del 10.0.0.200/32 dev eth0'),
};
