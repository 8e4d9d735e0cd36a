import {defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/cni-file',
	title: "Cilium's agent has written its CNI configuration",
	rationale:
		'The agent writes /etc/cni/net.d/05-cilium.conflist when it is ready. Until it has, the node is NotReady, or new pods get the network of whatever other file lies there.',
	when: {cni: ['cilium']},
	needs: {status: 'cilium.status'},
	messages: {
		failing: {
			severity: 'critical',
			text: 'cilium-agent cannot write its CNI configuration: {reason}',
			guide: {
				steps: [
					{text: 'ls -ld /etc/cni/net.d; df /etc/cni/net.d; lsattr -d /etc/cni/net.d'},
					{text: 'crictl logs --tail 200 $(crictl ps -q --name cilium-agent) 2>&1 | grep -i cni'},
				],
				links: ['cilium/agent-logs', 'kubernetes/network-plugins'],
			},
			explains: [
				'cni/configuration-missing',
				'cilium/agent#notReady',
				'cilium/agent#degraded',
				'cni/configuration-order',
			],
		},
	},
	*run({status: {cniFile}}, {finding, environment}) {
		if (cniFile?.state === 'Failure') {
			const {message = 'no reason given'} = cniFile;
			yield finding(
				'failing',
				{reason: message},
				{kind: 'File', name: '/etc/cni/net.d/05-cilium.conflist'},
				{
					evidence: [{from: 'status', excerpt: `"cni-file": {"state": "Failure", "msg": "${message}"}`}],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
