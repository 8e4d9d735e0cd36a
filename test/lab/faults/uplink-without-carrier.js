import {setSwitchPort} from '../network.js';

export default {
	id: 'uplink-without-carrier',
	about: 'the cable of eth0 is pulled',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'interface/lower-down#noCarrier', subject: 'eth0'},
	breaks: [
		'underlay',
		'overlay',
		'pods',
		'pods-full-size',
		'dns-remote',
		'dns-external',
		'api',
		'api-service',
	],
	inject: ({target}) => setSwitchPort(target, 'down'),
	heal: ({target}) => setSwitchPort(target, 'up'),
};
