import {
	defineCheck,
	failingDirection,
	hasRouteBy,
	isInService,
	listNames,
	overlayVerdictOf,
	peerContactsOf,
	thisNode,
	trafficLine,
} from 'rke2-netdoctor';

const device = 'tunl0';

export default defineCheck({
	id: 'calico/ipip-unreachable',
	title: 'Nodes that answer on the underlay answer through tunl0 too',
	rationale:
		'The kubelet of another node is asked on its InternalIP and on the address of its tunl0, with a TLS handshake each. When only the first one answers although a route by tunl0 leads there, IP-in-IP does not pass: it is IP protocol 4, neither TCP nor UDP, which security groups have to name and some clouds, Azure among them, never carry.',
	when: {cni: ['calico'], backend: ['ipip']},
	needs: {
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
		overlayPings: 'peer.overlay-ping',
		routes: 'ip.route',
	},
	wants: {counters: 'overlay.counters'},
	messages: {
		silent: {
			severity: 'critical',
			text: '{peers} {count:answers|answer} on the underlay, but nothing comes back from {overlay} through tunl0: IP-in-IP (protocol 4) is most likely blocked between the nodes{direction}',
			guide: {
				steps: [
					{text: 'On {first}: tcpdump -c 5 -ni any ip proto 4, and run this diagnosis again meanwhile'},
					{
						text: 'If nothing arrives there: allow IP protocol 4 (IP-in-IP, not a port) between all nodes, both ways, in security groups and firewalls',
						changes: 'cluster',
					},
					{
						text: 'Where the network never carries it (Azure): encapsulation: VXLAN in the ipPools of the HelmChartConfig rke2-calico, which is plain UDP port 4789',
						changes: 'cluster',
					},
				],
				links: ['calico/network-requirements', 'calico/encapsulation', 'rancher/overlay-test'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
		stalls: {
			severity: 'critical',
			text: '{peers}: connections through tunl0 open, but the TLS handshake does not end: large packets are lost on the way',
			guide: {
				steps: [
					{text: 'ip link show tunl0, on both nodes: it needs 20 bytes less than the interface below it'},
					{
						text: 'If a network between the nodes carries less: set installation.calicoNetwork.mtu in the HelmChartConfig rke2-calico',
						changes: 'cluster',
					},
				],
				links: ['calico/mtu', 'rancher/networking'],
			},
		},
	},
	*run(evidence, {finding, environment}) {
		const {routes, counters} = evidence;
		const contacts = peerContactsOf(evidence).filter(
			({peer: {standing, overlay}}) =>
				isInService(standing) && overlay !== undefined && hasRouteBy(routes, device, overlay),
		);
		const {silent, stalling} = overlayVerdictOf(contacts, routes, device);
		const traffic = counters?.find(({name}) => name === device);
		for (const [message, found] of [
			['silent', silent],
			['stalls', stalling],
		] as const) {
			const [first] = found;
			if (first === undefined) {
				continue;
			}
			const {name, overlay = '', underlay} = first.peer;
			yield finding(
				message,
				{
					peers: listNames(found.map(({peer}) => peer.name)),
					count: found.length,
					overlay,
					first: name,
					direction: failingDirection(traffic),
				},
				found.length === 1 ? {kind: 'Peer', name} : thisNode(environment),
				{
					evidence: [
						{from: 'underlay', excerpt: `${underlay}:10250 answers`, of: underlay},
						{from: 'overlay', excerpt: `${overlay}:10250 ${first.overlay}`, of: overlay},
						...(traffic === undefined
							? []
							: [{from: 'counters', excerpt: trafficLine(traffic), of: '-s'} as const]),
					],
					about: found.map(({peer}) => ({kind: 'Node', name: peer.name}) as const),
				},
			);
		}
	},
});
