import {
	defineCheck,
	isInService,
	isPrivateAddress,
	lookupRoute,
	parseAddress,
	peerContactsOf,
	routingOf,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'underlay/peer-private',
	title: 'Nodes of other networks are registered with an address that leads to them',
	rationale:
		'Nodes in several clouds or sites know each other only by addresses that are routed between them. A node that is registered with the private address of its own site cannot be reached from the others, although it has an ExternalIP: kubelet, the tunnel and everything else are sent to nowhere.',
	needs: {
		plan: 'peer.plan',
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
		nodes: 'kubernetes.nodes',
		routes: 'ip.route',
		rules: 'ip.rule',
	},
	messages: {
		unreachable: {
			severity: 'critical',
			text: '{peer} is registered with {internalIp}, a private address to which only the default route leads and which does not answer; its ExternalIP is {externalIp}',
			guide: {
				steps: [
					{text: 'ping -c 3 {externalIp}; ip route get {internalIp}'},
					{
						text: 'Best: give all nodes one private network or VPN, and set node-ip to the address in it, in /etc/rancher/rke2/config.yaml of each node',
						changes: 'node',
					},
					{
						text: 'Else let the tunnel go to the ExternalIP: kubectl annotate node {peer} flannel.alpha.coreos.com/public-ip-overwrite={externalIp}, restart its CNI pod, and open the UDP port of the tunnel for the external addresses of all nodes',
						changes: 'cluster',
					},
				],
				links: ['flannel/annotations', 'rke2/requirements-cni-ports', 'rke2/requirements-networking'],
			},
			explains: ['underlay/peer-unreachable', 'overlay/peer-unreachable'],
		},
	},
	*run({nodes, routes, rules, plan, ...answers}, {finding}) {
		const routing = routingOf('ipv4', rules, routes);
		const contacts = peerContactsOf({...answers, overlayPings: []});
		for (const {peer, underlay, overlay} of contacts) {
			const internal = parseAddress(peer.underlay);
			const node = nodes.find(({name}) => name === peer.name);
			const externalIp = node?.externalIps.find(address => address !== peer.underlay);
			const isLost = underlay === 'silent' && overlay !== 'answers' && isInService(peer.standing);
			if (plan.source !== 'api' || internal?.family !== 'ipv4' || externalIp === undefined || !isLost) {
				continue;
			}
			const found = lookupRoute(routing, {destination: peer.underlay});
			const isByDefault = found.kind === 'route' && found.route.destination === '0.0.0.0/0';
			if (isByDefault && isPrivateAddress(internal)) {
				yield finding(
					'unreachable',
					{peer: peer.name, internalIp: peer.underlay, externalIp},
					{kind: 'Peer', name: peer.name},
					{
						evidence: [
							{from: 'underlay', excerpt: `${peer.underlay}:10250 is silent`, of: peer.underlay},
							{from: 'nodes', excerpt: `${peer.name}: InternalIP ${peer.underlay}, ExternalIP ${externalIp}`},
							{from: 'routes', excerpt: `default dev ${found.route.dev ?? ''}`},
						],
						about: [{kind: 'Node', name: peer.name}],
					},
				);
			}
		}
	},
});
