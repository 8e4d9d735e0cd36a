import {all, ipLines, rule} from '../injections.js';

export default {
	id: 'pods-marked-away',
	about: 'what pods send is marked, and what has the mark goes to the gateway',
	node: 'agent',
	expect: {cause: 'route/rule-for-packets#pods'},
	breaks: ['pods', 'pods-full-size'],
	...all(
		rule('PREROUTING -i cali+ -j MARK --set-mark 0x7', ['-t', 'mangle']),
		ipLines(
			({cluster: {network}}) => [
				`route add default via ${network.gateway} dev eth0 table 77`,
				'rule add fwmark 0x7 priority 78 lookup 77',
			],
			['rule del priority 78', 'route flush table 77'],
		),
	),
};
