import {ipLines} from '../injections.js';

export default {
	id: 'harmless-docker-bridge',
	about: 'Docker has its bridge, with no container on it',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...ipLines(
		['link add docker0 type bridge', 'address add 172.17.0.1/16 dev docker0', 'link set docker0 up'],
		'link del docker0',
	),
};
