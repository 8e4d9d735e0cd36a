import {defineCheck, openedToPods, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'service/masqueraded-pods',
	title: 'kube-proxy leaves pods their address where policies go by it',
	rationale:
		'With masquerade-all kube-proxy gives every packet to a service the address of the node. A policy that opens a pod to certain pods knows them by their addresses: those of other nodes it refuses by way of a service, while the address of the pod itself answers them. On the node of the client the policy is asked before the address is changed.',
	when: {cni: ['canal', 'calico'], kubeProxy: ['iptables', 'ipvs']},
	needs: {kubeProxy: 'kube-proxy.arguments', rules: 'netfilter.iptables', plan: 'peer.plan'},
	messages: {
		hidden: {
			severity: 'warning',
			text: 'kube-proxy runs with masquerade-all: policies that open pods of this node to other pods, {count} {count:rule|rules}, refuse those of other nodes when they come by a service, as they see the address of a node',
			guide: {
				steps: [
					{
						text: 'From a pod of another node that the policy names: curl to the service, then to the address of a pod behind it; only the second answers',
					},
					{
						text: 'Take masquerade-all out of kube-proxy-arg in /etc/rancher/rke2/config.yaml (and config.yaml.d) of every node, restart RKE2, one node after the other',
						changes: 'cluster',
					},
				],
				links: ['calico/network-policy', 'kubernetes/network-policies', 'rke2/server-config'],
			},
		},
	},
	*run({kubeProxy, rules, plan}, {finding, environment}) {
		const opened = openedToPods(rules);
		if (kubeProxy?.get('masquerade-all') !== 'true' || opened.length === 0 || plan.peers.length === 0) {
			return;
		}
		yield finding(
			'hidden',
			{count: opened.length},
			{kind: 'Pod', namespace: 'kube-system', name: 'kube-proxy'},
			{
				evidence: [
					{from: 'kubeProxy', excerpt: '--masquerade-all=true'},
					{from: 'rules', excerpt: opened.slice(0, 3).join('\n')},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
