export default {
	id: 'blackhole-of-peer',
	about: "a blackhole route for the peer's pods is left from a time when this node had their CIDR",
	node: 'agent',
	expect: {cause: 'route/blackhole#foreign'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target, peer}) =>
		target.ipBatch(
			`route del ${peer.description.podCidr}`,
			`route add blackhole ${peer.description.podCidr}`,
		),
	heal: async ({target, peer, cluster, cni}) => {
		await target.ipBatch(`route del blackhole ${peer.description.podCidr}`);
		await cni.programPeers(target, cluster);
	},
};
