import {
	contains,
	defineCheck,
	isInService,
	isOpen,
	parseCidr,
	podPools,
	poolLine,
	servesNode,
	standingOf,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/ip-pool-reach',
	title: 'An IP pool without VXLAN has routes that somebody brings',
	rationale:
		'An IPPool says whether packets to other nodes are put into VXLAN. Without, somebody has to bring the routes: BGP, which RKE2 leaves off, or the routers outside.',
	when: {cni: ['calico'], bgp: false},
	needs: {pools: 'calico.ippools', routes: 'ip.route', nodes: 'kubernetes.nodes', node: 'kubernetes.node'},
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
	},
	*run({pools, routes, nodes, node: self}, {finding, environment}) {
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
		}
	},
});
