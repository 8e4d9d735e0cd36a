import {ipLines} from '../injections.js';

export default {
	id: 'harmless-unreachable-route',
	about: "networkd's unreachable default route of last resort",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...ipLines(
		'route add unreachable default metric 4294967295',
		'route del unreachable default metric 4294967295',
	),
};
