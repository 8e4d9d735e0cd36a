import {ipLines} from '../injections.js';

export default {
	id: 'service-range-refused',
	about: 'routes make all private ranges unreachable, those of services among them',
	cni: ['canal', 'flannel', 'calico'],
	node: 'agent',
	expect: {cause: 'route/service-range#refused', subject: '10.43.0.0/16'},
	breaks: ['api-service'],
	...ipLines(
		'route add unreachable 10.0.0.0/8 metric 4278198272',
		'route del unreachable 10.0.0.0/8 metric 4278198272',
	),
};
