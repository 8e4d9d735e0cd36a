export default {
	id: 'bridge-in-pod-range',
	about: "a bridge of Docker uses addresses of the cluster's pods",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'route/pod-cidr-overlap#address'},
	inject: ({target}) =>
		target.ipBatch(
			'link add docker0 type bridge',
			'address add 10.42.0.1/24 dev docker0',
			'link set docker0 up',
		),
	heal: async ({target, cluster, cni}) => {
		await target.ipBatch('link del docker0');
		await cni.programPeers(target, cluster);
	},
};
