import {
	defineCheck,
	isKnownOutside,
	isOpen,
	isPrivateAddress,
	parseCidr,
	podPools,
	poolLine,
	servesNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/ip-pool-nat',
	title: 'Pods of an IP pool leave the cluster by an address that is known there',
	rationale:
		'An IPPool says whether pods that leave the cluster are hidden behind the address of their node. Where they are not, the routers outside need routes to them, which BGP would tell, or somebody has written.',
	when: {cni: ['calico'], bgp: false},
	needs: {pools: 'calico.ippools', node: 'kubernetes.node', answered: 'pod.known-outside'},
	messages: {
		off: {
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
	*run({pools, node, answered}, {finding}) {
		const ranges = pools.map(({cidr}) => cidr);
		// Pools for other nodes, and those that a pod must ask for, are somebody's plan.
		for (const pool of podPools(pools).filter(pool => isOpen(pool) && servesNode(pool, node))) {
			const range = parseCidr(pool.cidr);
			// Public addresses are meant to be seen outside, and whoever answers a pod knows the way to it.
			const isMeant =
				range === undefined || !isPrivateAddress(range) || isKnownOutside(pool.cidr, answered, ranges);
			if (!pool.isNatOutgoing && !isMeant) {
				const subject = {kind: 'IPPool', name: pool.name} as const;
				yield finding('off', {pool: pool.name, cidr: pool.cidr}, subject, {
					evidence: [{from: 'pools', excerpt: poolLine(pool)}],
				});
			}
		}
	},
});
