import {defineCheck} from 'rke2-netdoctor';

const shown = 3;
/** What nobody wrote: RKE2's policies of its CIS profile, and the one of Fleet that lets everything pass. */
const isOfRancher = /^(?:default-network-|rke2-|default-allow-all$)/;

export default defineCheck({
	id: 'flannel/network-policies',
	title: 'No NetworkPolicy relies on Flannel, which enforces none',
	rationale:
		'Flannel carries packets and knows no policies: the API takes NetworkPolicy objects, and nothing happens. Whoever wrote them believes that traffic is filtered. All other CNIs of RKE2 enforce them.',
	when: {cni: ['flannel']},
	needs: {policies: 'kubernetes.network-policies'},
	messages: {
		ignored: {
			severity: 'info',
			text: 'Flannel does not enforce the {count} NetworkPolicies of this cluster, {examples} among them',
			guide: {
				steps: [
					{text: 'kubectl get networkpolicies -A'},
					{
						text: 'If they must hold, build the cluster with canal, calico or cilium: the CNI of a running cluster cannot be changed',
					},
				],
				links: ['rke2/flannel', 'kubernetes/network-policies', 'rke2/select-cni'],
			},
		},
	},
	*run({policies}, {finding}) {
		const names = policies
			.filter(({name}) => !isOfRancher.test(name))
			.map(({namespace, name}) => `${namespace}/${name}`);
		if (names.length > 0) {
			yield finding(
				'ignored',
				{count: names.length, examples: names.slice(0, shown).join(', ')},
				{kind: 'DaemonSet', namespace: 'kube-system', name: 'kube-flannel-ds'},
				{evidence: [{from: 'policies', excerpt: names.slice(0, 10).join('\n')}]},
			);
		}
	},
});
