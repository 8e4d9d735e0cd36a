import {containerReportsOf, corednsDeployment, corednsService, defineCheck} from 'rke2-netdoctor';

const explains = ['dns/endpoint-unreachable', 'dns/coredns-endpoints'] as const;

export default defineCheck({
	id: 'dns/coredns-container',
	title: 'CoreDNS does not end again and again on this node',
	rationale:
		'While a CoreDNS ends and is started again, the questions that a service still leads to it get no answer: names resolve now and then, or not at all. What it said last tells why, and where the kernel ended it, the reason is memory.',
	needs: {coredns: 'coredns.containers', now: 'system.clock'},
	wants: {logs: 'coredns.logs'},
	messages: {
		crashing: {
			severity: 'critical',
			text: 'CoreDNS on this node ends again and again: {how}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name coredns | head -1)'},
					{
						text: 'kubectl -n kube-system describe pods -l k8s-app=kube-dns, and look at the events of the one on this node: a probe that fails, a policy, a volume',
					},
					{
						text: 'If values were changed lately: kubectl -n kube-system get helmchartconfig rke2-coredns -o yaml, and take them back',
						changes: 'cluster',
					},
				],
				links: ['rke2/coredns', 'kubernetes/debug-dns'],
			},
			explains,
		},
		memory: {
			severity: 'critical',
			text: 'CoreDNS on this node is killed again and again because it needs more memory than it gets: {how}',
			guide: {
				steps: [
					{text: 'journalctl -k | grep -iE "out of memory|oom-kill"; free -m'},
					{
						text: 'Raise resources.limits.memory in the HelmChartConfig rke2-coredns: it grows with the number of services, pods and questions',
						changes: 'cluster',
					},
					{text: 'If the node itself is short of memory: free some, or move pods away', changes: 'node'},
				],
				links: ['rke2/coredns', 'rke2/helmchartconfig', 'kubernetes/debug-dns'],
			},
			explains: [...explains, 'host/kernel-log#killed'],
		},
	},
	*run({coredns: {pod}, now, logs}, {finding}) {
		for (const report of containerReportsOf('coredns', ['coredns'], {pod, now, logs})) {
			if (report.kind === 'crashing') {
				yield finding(report.isKilled ? 'memory' : 'crashing', {how: report.data.how}, corednsDeployment, {
					evidence: report.evidence,
					about: [corednsService],
				});
			}
		}
	},
});
