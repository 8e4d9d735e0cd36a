const rule = 'rule %s pref 9 fwmark 0x200/0xf00 lookup 2004';

export default {
	id: 'cilium-proxy-rule-removed',
	about: 'a network manager removes the routing rule that brings packets to the proxy of L7 policies',
	cni: ['cilium'],
	node: 'agent',
	expect: {cause: 'cilium/proxy-rule#missing', subject: 'fwmark 0x200/0xf00 lookup 2004'},
	inject: ({target}) => target.ipBatch(rule.replace('%s', 'del')),
	heal: ({target}) => target.ipBatch(rule.replace('%s', 'add')),
};
