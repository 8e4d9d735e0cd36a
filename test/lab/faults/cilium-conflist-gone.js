const path = '/etc/cni/net.d/05-cilium.conflist';

export default {
	id: 'cilium-conflist-gone',
	about: "Cilium's CNI configuration is removed",
	cni: ['cilium'],
	node: 'agent',
	expect: {cause: 'cni/configuration-missing#missing', subject: '/etc/cni/net.d'},
	inject: ({target}) => target.run(['mv', path, '/run/lab/05-cilium.conflist']),
	heal: ({target}) => target.run(['mv', '/run/lab/05-cilium.conflist', path]),
};
