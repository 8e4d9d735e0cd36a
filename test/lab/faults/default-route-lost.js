import {ipLines} from '../injections.js';

export default {
	id: 'default-route-lost',
	about: 'the node has lost its default route',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'host/default-route#missing'},
	breaks: ['api-service'],
	...ipLines(
		'route del default',
		({cluster: {network}}) => `route add default via ${network.gateway} dev eth0`,
	),
};
