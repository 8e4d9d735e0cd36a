import {ipLines} from '../injections.js';

export default {
	id: 'cilium-local-rule-lost',
	about: 'the rule for the table local, which Cilium has moved to priority 100, is gone',
	cni: ['cilium'],
	node: 'agent',
	expect: {cause: 'host/local-routing-table#missing'},
	breaks: [
		...['underlay', 'overlay', 'pods', 'pods-full-size'],
		...['dns-local', 'dns-remote', 'dns-external', 'api', 'api-service'],
	],
	...ipLines('rule del priority 100', 'rule add priority 100 lookup local'),
};
