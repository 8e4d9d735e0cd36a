import {rule} from '../injections.js';

export default {
	id: 'forward-into-dead-queue',
	about: 'all forwarded packets are handed to a queue that nobody reads',
	node: 'agent',
	expect: {cause: 'netfilter/pod-forwarding#dropped'},
	breaks: ['pods', 'pods-full-size', 'dns-external'],
	...rule('FORWARD -j NFQUEUE --queue-num 0'),
};
