const rule = ['to', '2001:cafe:42::/56', 'priority', '70', 'prohibit'];

export default {
	id: 'ipv6-routing-rule-prohibit',
	about: 'a routing rule of a VPN refuses the IPv6 addresses of pods',
	cni: ['canal-dual'],
	node: 'agent',
	expect: {cause: 'route/routing-rule-ipv6#taken'},
	breaks: ['overlay-ipv6', 'pods-ipv6'],
	inject: ({target}) => target.run(['ip', '-6', 'rule', 'add', ...rule]),
	heal: ({target}) => target.run(['ip', '-6', 'rule', 'del', ...rule]),
};
