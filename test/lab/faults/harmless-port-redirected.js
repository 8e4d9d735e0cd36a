import {rule} from '../injections.js';

export default {
	id: 'harmless-port-redirected',
	about: 'questions to the address of this node are redirected to a cache, ahead of the rules of kube-proxy',
	node: 'agent',
	expect: 'nothing',
	...rule(
		({target}) =>
			`PREROUTING -d ${target.description.address}/32 -p udp --dport 53 -j REDIRECT --to-ports 5353`,
		['-t', 'nat'],
	),
};
