import {bgpPeersOf, defineCheck, kernelRouteFaults, listNames, routeLine, thisNode} from 'rke2-netdoctor';

const restart = {
	text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}',
	changes: 'cluster',
} as const;
const links = ['calico/bird-routes', 'calico/routing-table', 'calico/bgp-peer-status'] as const;

export default defineCheck({
	id: 'calico/bgp-kernel-routes',
	title: 'The routes that BIRD learned are in the kernel',
	rationale:
		'A BGP session that is established only says that BIRD knows the way. Packets take the routes of the kernel, into which BIRD enters what it learned. It gives way to whatever is there already: a static route, one of a VPN or of an old cluster, and then marks its own with an exclamation mark. Routes of pools that are encapsulated in VXLAN are left to Felix.',
	when: {cni: ['calico'], bgp: true},
	needs: {birds: 'bird.protocols', learned: 'bird.routes', routes: 'ip.route'},
	wants: {nodes: 'kubernetes.nodes'},
	messages: {
		inTheWay: {
			severity: 'critical',
			text: 'Packets to {destinations}, pods of {peers}, do not go where BIRD would send them, {way}, but by a route of somebody else: {route}',
			guide: {
				steps: [
					{text: 'ip route show {first}: its proto tells who entered it'},
					{
						text: 'Remove it where it comes from (NetworkManager, netplan, a VPN, an old CNI), or it comes back; then: ip route del {first}',
						changes: 'node',
					},
					{text: 'BIRD enters its own within seconds: ip route show proto bird'},
				],
				links,
			},
			explains: ['dns/endpoint-unreachable'],
		},
		stale: {
			severity: 'critical',
			text: 'Packets to {destinations}, pods of {peers}, go by a route that BIRD entered formerly and has not replaced: {route}; now it would send them {way}',
			guide: {
				steps: [
					{
						text: 'ip route show {first}; kubectl get nodes -o wide: which of the two is the way to that node?',
					},
					{
						text: 'ip route del {route}: BIRD enters the one that it has now within seconds',
						changes: 'node',
					},
					{
						text: 'The same on the other nodes, where the address of a node or its interface was changed for all',
					},
					restart,
				],
				links,
			},
			explains: ['dns/endpoint-unreachable'],
		},
		missing: {
			severity: 'critical',
			text: 'BIRD has learned the way to {destinations}, pods of {peers}, and the kernel has no such route',
			guide: {
				steps: [
					{text: 'ip route show {first}; ip rule show'},
					{
						text: 'crictl logs --tail 200 $(crictl ps -q --name calico-node) 2>&1 | grep -iE "netlink|kernel1"',
					},
					restart,
				],
				links,
			},
			explains: ['dns/endpoint-unreachable'],
		},
		unresolved: {
			severity: 'critical',
			text: 'BIRD cannot reach the next hop that {peers} named for {destinations}, and makes these unreachable',
			guide: {
				steps: [
					{
						text: 'crictl exec $(crictl ps -q --name calico-node) birdcl -r -s /var/run/calico/bird.ctl show route all for {first}',
					},
					{text: 'ip route get NEXTHOP, with the address that is shown there as BGP.next_hop'},
					{
						text: 'Give the node a route to that address, or let the peer name itself (next-hop-self on a router, keepOriginalNextHop: false of a BGPPeer)',
						changes: 'cluster',
					},
				],
				links,
			},
			explains: ['dns/endpoint-unreachable'],
		},
		disabled: {
			severity: 'critical',
			text: 'BIRD enters no routes into the kernel: its protocol {protocol} is down',
			guide: {
				steps: [
					{
						text: 'crictl exec $(crictl ps -q --name calico-node) birdcl -r -s /var/run/calico/bird.ctl show protocols',
					},
					{
						text: 'crictl exec $(crictl ps -q --name calico-node) birdcl -s /var/run/calico/bird.ctl enable {protocol}: somebody has disabled it by hand',
						changes: 'node',
					},
					restart,
				],
				links,
			},
			explains: ['calico/bgp-kernel-routes#missing', 'dns/endpoint-unreachable'],
		},
	},
	*run({birds, learned, routes, nodes}, {finding, environment}) {
		const node = environment.nodeName.value ?? 'NODE';
		for (const {value} of birds) {
			for (const {name, state, row} of value.kernel) {
				if (state === 'down') {
					yield finding('disabled', {protocol: name, node}, thisNode(environment), {
						evidence: [{from: 'birds', excerpt: row}],
					});
				}
			}
		}
		const peers = bgpPeersOf(birds, nodes ?? []);
		for (const {kind, faults} of kernelRouteFaults(learned, birds, routes)) {
			const [first] = faults;
			const from = faults.flatMap(({route: {protocol}}) =>
				peers.filter(({session}) => session.name === protocol),
			);
			const destinations = faults.map(({route}) => route.destination);
			const destination = destinations[0] ?? '';
			yield finding(
				kind,
				{
					destinations: listNames(destinations),
					first: destination,
					peers: listNames([...new Set(from.map(({title}) => title))]),
					route: first?.kernel === undefined ? '' : routeLine(first.kernel),
					way: first?.way ?? '',
					node,
				},
				destinations.length === 1 ? {kind: 'Route', name: destination} : thisNode(environment),
				{
					evidence: [
						{from: 'learned', excerpt: faults.map(({route}) => route.line).join('\n')},
						{
							from: 'routes',
							excerpt:
								faults.flatMap(({kernel}) => (kernel === undefined ? [] : [routeLine(kernel)])).join('\n') ||
								`no route to ${listNames(destinations)}`,
						},
					],
					about: from.flatMap(({about}) => about),
				},
			);
		}
	},
});
