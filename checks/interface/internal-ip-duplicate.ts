import {defineCheck, groupBy, isInService, listNames, standingOf} from 'rke2-netdoctor';

export default defineCheck({
	id: 'interface/internal-ip-duplicate',
	title: 'No two Nodes have one InternalIP',
	rationale:
		'Tunnels, routes and requests to kubelets go by the InternalIP of a Node. Where two Nodes that are in service have the same, what is for one of them arrives at the other: a machine was cloned, or node-ip in the configuration of RKE2 was copied along. A Node that is NotReady is what is left of one that was renamed.',
	// Of flannel's nodes overlay/vtep-duplicate tells it, with what they announce.
	when: {cni: ['calico', 'cilium']},
	needs: {nodes: 'kubernetes.nodes'},
	messages: {
		duplicate: {
			severity: 'critical',
			text: '{nodes} have the same InternalIP, {address}: what is for one of them arrives at the other',
			guide: {
				steps: [
					{
						text: 'kubectl get nodes -o wide; on each: hostname; cat /etc/machine-id; grep -rn node-ip /etc/rancher/rke2: DHCP gives clones with one machine-id one address',
					},
					{
						text: 'Give each its own address and node-ip, and restart RKE2 there (systemctl restart rke2-server or rke2-agent)',
						changes: 'node',
					},
				],
				links: ['rke2/server-config', 'rke2/requirements-networking'],
			},
		},
	},
	*run({nodes}, {finding}) {
		const holders = nodes
			.filter(node => isInService(standingOf(node)))
			.flatMap(({internalIps, name}) => [...new Set(internalIps)].map(address => ({address, name})));
		for (const [address, held] of groupBy(holders, holder => holder.address)) {
			const names = held.map(({name}) => name);
			const [first] = held;
			if (held.length > 1) {
				yield finding(
					'duplicate',
					{nodes: listNames(names), address},
					{kind: 'Node', name: first.name},
					{
						evidence: [
							{from: 'nodes', excerpt: names.map(name => `${name}: InternalIP ${address}`).join('\n')},
						],
						about: names.map(name => ({kind: 'Node', name}) as const),
					},
				);
			}
		}
	},
});
