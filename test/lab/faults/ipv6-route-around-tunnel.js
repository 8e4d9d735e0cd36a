const half = ({peer}) => `${peer.description.ipv6.podNetwork}/72`;

export default {
	id: 'ipv6-route-around-tunnel',
	about: "a route of the site takes a part of the peer's IPv6 range to the gateway",
	cni: ['canal-dual'],
	node: 'agent',
	expect: {cause: 'route/pod-cidr-overlap#route', subject: 'eth0'},
	breaks: ['overlay-ipv6', 'pods-ipv6'],
	inject: lab =>
		lab.target.ipBatch(`route add ${half(lab)} via ${lab.cluster.network.ipv6.gateway} dev eth0`),
	heal: lab => lab.target.ipBatch(`route del ${half(lab)} via ${lab.cluster.network.ipv6.gateway} dev eth0`),
};
