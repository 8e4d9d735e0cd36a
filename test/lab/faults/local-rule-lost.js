import {ipLines} from '../injections.js';

export default {
	id: 'local-rule-lost',
	about: 'the rule for the table local is gone',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'host/local-routing-table#missing'},
	breaks: [
		'underlay',
		'overlay',
		'pods',
		'pods-full-size',
		'dns-local',
		'dns-remote',
		'dns-external',
		'api',
		'api-service',
	],
	...ipLines('rule del priority 0', 'rule add priority 0 lookup local'),
};
