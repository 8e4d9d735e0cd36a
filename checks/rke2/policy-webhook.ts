import {defineCheck, journalMessage, thisNode} from 'rke2-netdoctor';

const failure =
	/(?:apply|create|update) (?:default )?network polic\S* ?(\S*).*failed calling webhook \\*"([^"\\]+)/i;

export default defineCheck({
	id: 'rke2/policy-webhook',
	title: 'RKE2 can write the network policies of its CIS profile',
	rationale:
		'With profile: cis rke2-server writes NetworkPolicies when it starts, and ends where that fails. A webhook on namespaces, such as that of Rancher, is asked before; on a server whose CNI does not run yet its service cannot be reached, so that neither ever starts.',
	when: {role: ['server']},
	needs: {journal: 'rke2.journal'},
	messages: {
		unanswered: {
			severity: 'critical',
			text: 'rke2-server ends because it cannot write the network policy {policy}: the webhook {webhook} is asked and does not answer',
			guide: {
				steps: [
					{
						text: 'From a server that runs: kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations | grep -i rancher',
					},
					{
						text: 'Until this server runs, set failurePolicy of {webhook} to Ignore: kubectl edit validatingwebhookconfiguration rancher.cattle.io',
						changes: 'cluster',
					},
					{text: 'Update RKE2: later releases try again instead of ending', changes: 'node'},
				],
				links: ['rke2/hardening-network-policies', 'rke2/logging'],
			},
			explains: ['rke2/service-stopped', 'cni/configuration-missing'],
		},
	},
	*run({journal}, {finding, environment}) {
		const line = journal.findLast(text => failure.test(text));
		const [, policy = '', webhook = ''] = failure.exec(line ?? '') ?? [];
		if (line === undefined || environment.service.value === 'running') {
			return;
		}
		yield finding(
			'unanswered',
			{policy, webhook},
			{kind: 'Service', name: webhook},
			{
				evidence: [{from: 'journal', excerpt: journalMessage(line).slice(0, 400)}],
				affects: [thisNode(environment)],
			},
		);
	},
});
