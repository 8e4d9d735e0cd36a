import {
	defineCheck,
	listNames,
	lookupRoute,
	routeLine,
	routingOf,
	thisNode,
	vtepAnnouncementsOf,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'flannel/host-gw',
	title: 'With host-gw every other node is a neighbour and the next hop to its pods',
	rationale:
		'With the backend host-gw flannel makes no tunnel: each node is the next hop to its own pods. The kernel takes a next hop only from a network that this node is on, so that all nodes must be in one. To a node behind a router there is no route, and packets for its pods leave by the default route and are lost.',
	when: {cni: ['canal', 'flannel'], backend: ['host-gw']},
	needs: {nodes: 'kubernetes.nodes', routes: 'ip.route', rules: 'ip.rule'},
	messages: {
		behindRouter: {
			severity: 'critical',
			text: '{peers} {count:is|are} behind a router ({gateway}), where host-gw does not lead: no packet arrives at the pods there',
			guide: {
				steps: [
					{text: 'ip route get {address}: "via" must not be there'},
					{
						text: 'Set flannel.backend: vxlan in the HelmChartConfig of the CNI, with flannel.directRouting: true where nodes of one network shall do without the tunnel, and restart its DaemonSet',
						changes: 'cluster',
					},
					{text: 'Or put all nodes into one network', changes: 'cluster'},
				],
				links: ['flannel/backend-host-gw', 'flannel/backend-vxlan', 'rke2/canal'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
		missing: {
			severity: 'critical',
			text: 'No route leads to the pods of {peers} by the node itself, as host-gw would have it: {podCidr} via {address}',
			guide: {
				steps: [
					{text: 'ip route show {podCidr}'},
					{
						text: 'flannel enters its routes again when it starts: delete the pod of flannel (rke2-canal, kube-flannel) of this node',
						changes: 'cluster',
					},
					{
						text: 'If they disappear again: keep NetworkManager from managing routes; with systemd-networkd, which removes them when it is restarted, ManageForeignRoutes=no under [Network] in /etc/systemd/networkd.conf.d/90-rke2.conf',
					},
				],
				links: ['flannel/backend-host-gw', 'rke2/known-issues-networkmanager', 'flannel/logging'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
	},
	*run({nodes, routes, rules}, {finding, environment}) {
		const others = nodes.filter(({name}) => name !== environment.nodeName.value);
		const routing = routingOf('ipv4', rules, routes);
		const without = vtepAnnouncementsOf(others, 'ipv4', 'host-gw').vteps.filter(
			({podCidr, publicIp}) =>
				!routes.some(({destination, gateway}) => destination === podCidr && gateway === publicIp),
		);
		const found = without.flatMap(vtep => {
			const answer = lookupRoute(routing, {destination: vtep.publicIp});
			return answer.kind === 'route' ? [{vtep, way: answer.route}] : [];
		});
		const isBehind = ({way}: (typeof found)[number]): boolean => way.gateway !== undefined;
		for (const [message, peers] of [
			['behindRouter', found.filter(isBehind)],
			['missing', found.filter(peer => !isBehind(peer))],
		] as const) {
			const [first] = peers;
			if (first === undefined) {
				continue;
			}
			const {vtep, way} = first;
			const about = peers.map(peer => ({kind: 'Node', name: peer.vtep.node}) as const);
			yield finding(
				message,
				{
					peers: listNames(about.map(({name}) => name)),
					count: about.length,
					gateway: way.gateway ?? '',
					address: vtep.publicIp,
					podCidr: vtep.podCidr,
				},
				{kind: 'AddressRange', name: vtep.podCidr},
				{
					evidence: [
						{from: 'nodes', excerpt: vtep.told},
						{from: 'routes', excerpt: `to ${vtep.publicIp}: ${routeLine(way)}`},
					],
					about,
					affects: peers.length === others.length ? [thisNode(environment)] : about,
				},
			);
		}
	},
});
