import {ipLines} from '../injections.js';

export default {
	id: 'local-rule-late',
	about: 'a VPN moved the rule for the table local behind the main table',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'host/local-routing-table#tooLate'},
	breaks: [
		...['underlay', 'overlay', 'pods', 'pods-full-size', 'dns-local', 'dns-remote', 'dns-external'],
		...['api', 'api-service'],
	],
	...ipLines(
		['rule add priority 32800 lookup local', 'rule del priority 0'],
		['rule add priority 0 lookup local', 'rule del priority 32800'],
	),
};
