import {rule} from '../injections.js';

export default {
	id: 'harmless-hops-set',
	about: 'what leaves by the uplink gets 64 hops',
	node: 'agent',
	expect: 'nothing',
	...rule('POSTROUTING -o eth0 -j TTL --ttl-set 64', ['-t', 'mangle']),
};
