import {
	contains,
	defineCheck,
	isInService,
	isKnownOutside,
	isOpen,
	isPrivateAddress,
	parseCidr,
	podPools,
	poolLine,
	servesNode,
	standingOf,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/ip-pool-reach',
	title: 'What an IP pool leaves to routers somebody provides',
	rationale:
		'An IPPool says whether packets to other nodes are put into a tunnel and whether pods that leave the cluster are hidden behind the address of their node. Without either, somebody has to bring the routes: BGP, which RKE2 leaves off, or the routers outside.',
	when: {cni: ['calico'], bgp: false},
	needs: {
		...{pools: 'calico.ippools', routes: 'ip.route', nodes: 'kubernetes.nodes', node: 'kubernetes.node'},
		answered: 'pod.known-outside',
	},
	messages: {
		unrouted: {
			severity: 'critical',
			text: 'The IPPool {pool} ({encapsulation}) has its routes from BGP, but BGP is off, and this node has no route to any block of other nodes',
			guide: {
				steps: [
					{text: 'ip route show root {cidr}'},
					{
						text: 'Set installation.backend: VXLAN in the HelmChartConfig rke2-calico, or installation.calicoNetwork.bgp: Enabled on a network that lets BGP and pod addresses pass',
						changes: 'cluster',
					},
				],
				links: ['calico/encapsulation', 'rke2/chart-calico', 'calico/ip-pool'],
			},
		},
		natOff: {
			// Routers of the site may know the pods by routes that nobody here sees.
			severity: 'info',
			text: 'The IPPool {pool} has natOutgoing off, and no BGP tells the network outside of {cidr}: its pods get an answer from there only where routers have routes to them',
			guide: {
				steps: [
					{text: 'kubectl get ippools.crd.projectcalico.org {pool} -o yaml'},
					{
						text: 'Unless routers outside have routes to {cidr}: set installation.natOutgoing: Enabled in the HelmChartConfig rke2-calico, or natOutgoing: true in the IPPool',
						changes: 'cluster',
					},
				],
				links: ['calico/outgoing-nat', 'calico/ip-pool', 'rke2/chart-calico'],
			},
		},
	},
	*run({pools, routes, nodes, node: self, answered}, {finding, environment}) {
		const others = nodes.filter(node => node.name !== self.name && isInService(standingOf(node)));
		// Pools for other nodes, and those that a pod must ask for, are somebody's plan.
		for (const pool of podPools(pools).filter(pool => isOpen(pool) && servesNode(pool, self))) {
			const range = parseCidr(pool.cidr);
			const subject = {kind: 'IPPool', name: pool.name} as const;
			const evidence = [{from: 'pools', excerpt: poolLine(pool)}] as const;
			const isRouted = routes.some(({type, destination, table, gateway}) => {
				const to = parseCidr(destination);
				const leadsOn = type === 'unicast' && table === 'main' && gateway !== undefined;
				return leadsOn && range !== undefined && to !== undefined && contains(range, to);
			});
			if (pool.vxlanMode === 'Never' && range !== undefined && !isRouted && others.length > 0) {
				const encapsulation = pool.ipipMode === 'Never' ? 'no encapsulation' : `IPIP ${pool.ipipMode}`;
				const data = {pool: pool.name, encapsulation, cidr: pool.cidr};
				yield finding('unrouted', data, subject, {evidence, affects: [thisNode(environment)]});
			}
			// Public addresses are meant to be seen outside, and whoever answers a pod knows the way to it.
			const isMeant = range === undefined || !isPrivateAddress(range) || isKnownOutside(pool.cidr, answered);
			if (!pool.isNatOutgoing && !isMeant) {
				yield finding('natOff', {pool: pool.name, cidr: pool.cidr}, subject, {evidence});
			}
		}
	},
});
