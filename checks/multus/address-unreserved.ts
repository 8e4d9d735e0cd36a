import {defineCheck, listNames, networkSubject, podSubject, unreservedAddresses} from 'rke2-netdoctor';

export default defineCheck({
	id: 'multus/address-unreserved',
	title: 'Whereabouts knows which pods of this node have its addresses',
	rationale:
		'Whereabouts gives away what no entry of its IPPool names. An entry that its reconciler has cleared too early, or that went with a pool that somebody deleted or restored, leaves a pod with an address that the next pod gets, too: two pods on one network answer for it in turn.',
	when: {multus: true, role: ['server']},
	needs: {
		pools: 'whereabouts.pools',
		networks: 'multus.networks',
		pods: 'multus.pods',
		now: 'system.clock',
	},
	messages: {
		unreserved: {
			severity: 'warning',
			text: 'The pool {pool} of Whereabouts {note} {address}, which {pods} got in the network {network}: another pod has this address, too, or gets it next',
			guide: {
				steps: [
					{text: 'kubectl get pods -A -o yaml | grep -F -B12 "{address}": every pod that has it'},
					{
						text: 'kubectl -n {namespace} get ippools.whereabouts.cni.cncf.io {pool} -o yaml; kubectl -n kube-system get pods | grep whereabouts, and its log: does the reconciler clear entries of pods that run?',
					},
					{
						text: 'Delete these pods one after the other, so that each gets an address with an entry: {pods}',
						changes: 'cluster',
					},
					{
						text: 'If it comes back: go to a release of RKE2 with a newer Whereabouts, on all nodes, as plugin and reconciler must be of one release',
						changes: 'cluster',
					},
				],
				links: ['multus/whereabouts', 'rke2/multus-ipam'],
			},
		},
	},
	*run({pools, networks: {networks}, pods, now}, {finding}) {
		for (const network of networks) {
			for (const {address, holders, pool, owner} of unreservedAddresses(network, {pods, pools, now})) {
				const names = listNames(holders.map(({namespace, name}) => `${namespace}/${name}`));
				yield finding(
					'unreserved',
					{
						pods: names,
						address,
						network: `${network.namespace}/${network.name}`,
						pool: pool.name,
						namespace: pool.namespace,
						note: owner === undefined ? 'has no entry for' : `has for ${owner}`,
					},
					podSubject(holders[0]),
					{
						evidence: [
							{from: 'pods', excerpt: `${names}: ${address}`},
							{from: 'pools', excerpt: `${pool.name} ${pool.range}: ${pool.allocations.length} allocations`},
						],
						about: [networkSubject(network)],
					},
				);
			}
		}
	},
});
