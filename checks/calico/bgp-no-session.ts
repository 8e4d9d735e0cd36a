import {
	bgpAddressesOf,
	contains,
	defineCheck,
	listNames,
	parseCidr,
	standingOf,
	thisNode,
	whyNoSession,
} from 'rke2-netdoctor';

/** confd writes the sessions within seconds after BIRD has started or its configuration has changed. */
const settlesWithin = 60_000;

export default defineCheck({
	id: 'calico/bgp-no-session',
	title: 'BIRD has sessions, or the ways to other nodes come from somebody else',
	rationale:
		'With the mesh each node has a session with each other one. Where nodeToNodeMeshEnabled is false, BGPPeers take its place; without one for this node, BIRD is well and learns nothing, and no packet for pods of other nodes finds its way. Pools in VXLAN have their routes from Felix and need no session, nor does a network whose routers know the pods: there CoreDNS on other nodes answers.',
	when: {cni: ['calico'], bgp: true},
	needs: {
		birds: 'bird.protocols',
		nodes: 'kubernetes.nodes',
		routes: 'ip.route',
		ranges: 'cluster.ranges',
		contact: 'dns.contact',
	},
	wants: {
		node: 'kubernetes.node',
		configurations: 'calico.bgp-configuration',
		peerings: 'calico.bgp-peers',
	},
	messages: {
		none: {
			severity: 'critical',
			text: 'BIRD has no BGP session at all, and no route leads to pods of {others}: {why}',
			guide: {
				steps: [
					{
						text: 'kubectl get bgpconfigurations.crd.projectcalico.org default -o yaml | grep nodeToNodeMeshEnabled',
					},
					{
						text: 'kubectl get bgppeers.crd.projectcalico.org -o yaml: does a nodeSelector or node choose {node}?',
					},
					{
						text: 'Switch the mesh on again until a BGPPeer (to a route reflector or router) is there: kubectl patch bgpconfigurations.crd.projectcalico.org default --type merge -p "{\\"spec\\":{\\"nodeToNodeMeshEnabled\\":true}}"',
						changes: 'cluster',
					},
					{
						text: 'If the mesh is on: crictl logs $(crictl ps -q --name calico-node) 2>&1 | grep -i confd, which writes the sessions',
					},
				],
				links: ['calico/bgp', 'calico/bgp-peer', 'calico/bgp-peer-status'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
	},
	*run({birds, nodes, routes, ranges, contact, node, configurations, peerings}, {finding, environment}) {
		const bird = birds.find(({family}) => family === 'ipv4');
		const self = environment.nodeName.value;
		if (bird === undefined || self === undefined || bird.value.sessions.length > 0) {
			return;
		}
		const {now, startedAt, configuredAt} = bird.status;
		if ([startedAt, configuredAt].some(moment => now - moment < settlesWithin)) {
			return;
		}
		const others = nodes.filter(
			node =>
				node.name !== self &&
				standingOf(node) === 'ready' &&
				bgpAddressesOf(node).some(address => !address.includes(':')),
		);
		const pods = ranges.pods.flatMap(text => parseCidr(text) ?? []);
		const isRouted = routes.some(({type, table, gateway, destination}) => {
			const to = parseCidr(destination);
			const leadsOn = type === 'unicast' && table === 'main' && gateway !== undefined;
			return leadsOn && to !== undefined && pods.some(range => contains(range, to));
		});
		// Routers that the nodes ask by default may know the ways by other means.
		const isAnswered = contact.endpoints.some(
			({nodeName, answer}) => nodeName !== undefined && nodeName !== self && answer?.result === 'answered',
		);
		if (others.length === 0 || pods.length === 0 || isRouted || isAnswered) {
			return;
		}
		yield finding(
			'none',
			{
				others: listNames(others.map(({name}) => name)),
				node: self,
				why: whyNoSession({configurations, peerings}, node),
			},
			thisNode(environment),
			{
				evidence: [
					{from: 'birds', excerpt: bird.value.kernel.map(({row}) => row).join('\n') || 'no protocol BGP'},
					{from: 'routes', excerpt: `no route with a gateway within ${ranges.pods.join(', ')}`},
					...(configurations === undefined
						? []
						: [
								{
									from: 'configurations',
									excerpt:
										configurations
											.map(({name, isMeshOn}) => `${name}: nodeToNodeMeshEnabled ${isMeshOn}`)
											.join('\n') || '"items":[]',
								} as const,
							]),
				],
			},
		);
	},
});
