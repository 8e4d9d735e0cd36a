import {on, rule} from '../injections.js';

export default {
	id: 'harmless-icmp-closed',
	about: 'the other node answers no pings',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...on('server', rule('INPUT -p icmp -m icmp --icmp-type echo-request -j DROP')),
};
