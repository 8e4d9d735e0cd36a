import {rule} from '../injections.js';

export default {
	id: 'pods-redirected',
	about: 'a transparent proxy takes all that pods send, other pods included, and is gone',
	node: 'agent',
	expect: {cause: 'netfilter/pod-translation#pods'},
	breaks: ['pods', 'pods-full-size', 'dns-external'],
	...rule('PREROUTING -i cali+ -j DNAT --to-destination 10.0.0.250', ['-t', 'nat']),
};
