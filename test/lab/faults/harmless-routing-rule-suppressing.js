import {ipLines} from '../injections.js';

export default {
	id: 'harmless-routing-rule-suppressing',
	about: "a VPN's rule asks its table only for a default route, after the main table without one",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...ipLines(
		({cluster: {network}}) => [
			`route add default via ${network.gateway} dev eth0 table 51820`,
			'rule add not fwmark 51820 lookup 51820 priority 32765',
			'rule add lookup main suppress_prefixlength 0 priority 32764',
		],
		['rule del priority 32764', 'rule del priority 32765', 'route flush table 51820'],
	),
};
