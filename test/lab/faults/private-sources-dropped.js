import {rule} from '../injections.js';

export default {
	id: 'private-sources-dropped',
	about: 'a rule against private sources on the uplink drops what other nodes send',
	cni: ['canal', 'cilium'],
	node: 'agent',
	expect: {cause: 'netfilter/peer-traffic#dropped'},
	breaks: [
		...['underlay', 'overlay', 'pods', 'pods-full-size', 'dns-remote', 'api', 'api-service'],
		'dns-external',
	],
	...rule('PREROUTING -i eth0 -s 10.0.0.0/8 -j DROP', ['-t', 'raw']),
};
