const path = '/etc/cni/net.d/00-multus.conf';

export default {
	id: 'cilium-renamed-multus',
	about: 'Cilium has renamed the configuration of Multus, which nobody writes anew',
	cni: ['cilium-multus'],
	node: 'agent',
	records: ['cilium-multus-agent-sick'],
	expect: {cause: 'cilium/cni-exclusive#renamed', subject: `${path}.cilium_bak`},
	inject: ({target}) => target.run(['mv', path, `${path}.cilium_bak`]),
	heal: ({target}) => target.run(['mv', `${path}.cilium_bak`, path]),
};
