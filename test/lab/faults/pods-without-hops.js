import {rule} from '../injections.js';

export default {
	id: 'pods-without-hops',
	about: 'what pods send is left one hop, as against tethering',
	node: 'agent',
	expect: {cause: 'netfilter/pod-forwarding#dropped'},
	breaks: ['pods', 'pods-full-size', 'dns-external'],
	...rule('PREROUTING -i cali+ -j TTL --ttl-set 1', ['-t', 'mangle']),
};
