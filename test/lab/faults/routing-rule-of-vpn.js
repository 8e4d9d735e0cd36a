import {ipLines} from '../injections.js';

export default {
	id: 'routing-rule-of-vpn',
	about:
		'all that has no mark of a VPN is led into its device, without the rule that would spare the routes of main',
	cni: ['canal', 'calico-bgp'],
	node: 'agent',
	expect: {cause: 'underlay/connected-route#ruled', subject: '10.0.0.0/24'},
	breaks: [
		...['underlay', 'overlay', 'pods', 'pods-full-size'],
		...['dns-local', 'dns-remote', 'dns-external', 'api', 'api-service'],
	],
	...ipLines(
		[
			'link add vpn0 type veth peer name vpn0-end',
			'address add 10.8.0.2/24 dev vpn0',
			'link set vpn0-end up',
			'link set vpn0 up',
			'route add default dev vpn0 table 51820',
			'rule add not fwmark 0xca6c lookup 51820 priority 32764',
		],
		['rule del priority 32764', 'link del vpn0'],
	),
};
