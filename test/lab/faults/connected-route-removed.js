import {ipLines} from '../injections.js';

export default {
	id: 'connected-route-removed',
	about: 'the route to the network of the nodes is gone',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'underlay/connected-route#missing', subject: '10.0.0.0/24'},
	breaks: ['underlay', 'overlay', 'pods', 'pods-full-size', 'dns-remote', 'api', 'api-service'],
	...ipLines(
		'route del 10.0.0.0/24 dev eth0',
		({target}) => `route add 10.0.0.0/24 dev eth0 proto kernel scope link src ${target.description.address}`,
	),
};
