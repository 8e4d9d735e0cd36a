import {ipLines} from '../injections.js';

const refused = [
	'blackhole 192.0.2.0/24',
	'blackhole 198.18.0.0/15',
	'prohibit 172.31.0.0/16',
	'unreachable 100.64.0.0/10',
];

export default {
	id: 'harmless-bogons-refused',
	about: 'networks that nobody has end in routes that refuse them, none of the cluster among them',
	cni: ['calico-bgp', 'flannel'],
	node: 'server',
	expect: 'nothing',
	...ipLines(
		refused.map(route => `route add ${route}`),
		refused.map(route => `route del ${route}`),
	),
};
