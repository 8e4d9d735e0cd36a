import {ipLines} from '../injections.js';

export default {
	id: 'harmless-routing-rule-of-site',
	about: "a rule routes what comes from a second NIC's address by a table of its own",
	cni: ['canal', 'flannel', 'cilium'],
	node: 'agent',
	expect: 'nothing',
	...ipLines(
		[
			'route add default via 10.0.0.254 dev eth0 table 100',
			'rule add from 192.168.50.2 lookup 100 priority 1000',
		],
		['rule del priority 1000', 'route flush table 100'],
	),
};
