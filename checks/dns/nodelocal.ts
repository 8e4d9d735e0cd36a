import {corednsService, defineCheck, lastWordsOf, podFaultsOf} from 'rke2-netdoctor';

const subject = {kind: 'DaemonSet', namespace: 'kube-system', name: 'node-local-dns'} as const;

export default defineCheck({
	id: 'dns/nodelocal',
	title: 'NodeLocal DNSCache runs on this node',
	rationale:
		'Before node-cache listens, its init container waits until the cluster DNS answers. When it never does from here, or a LocalRedirectPolicy sends these questions to the very pod that waits, the pod stays in Init. With Cilium pods then have no DNS at all; else they ask CoreDNS as before, until node-cache has taken the address and ends.',
	needs: {nodelocal: 'nodelocal.containers', now: 'system.clock'},
	wants: {logs: 'nodelocal.logs'},
	messages: {
		waiting: {
			severity: 'warning',
			text: 'NodeLocal DNSCache has not started for {minutes} minutes: {others}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 20 $(crictl ps -aq --name wait-coredns | head -1)'},
					{
						text: 'kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide: the cluster DNS must run without it',
					},
					{
						text: 'With Cilium: kubectl -n kube-system get configmap cilium-config -o yaml | grep local-redirect; set localRedirectPolicy: true (localRedirectPolicies.enabled: true in newer charts) in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
				],
				links: ['rke2/nodelocal-dns', 'rke2/nodelocal-dns-cilium', 'kubernetes/debug-dns'],
			},
		},
		failing: {
			severity: 'critical',
			text: 'NodeLocal DNSCache does not stay up on this node: {container}, {how}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name node-cache | head -1)'},
					{text: 'ss -lunp "sport = :53": another program may hold port 53 of 169.254.20.10'},
					{text: 'ip address show nodelocaldns'},
				],
				links: ['rke2/nodelocal-dns', 'kubernetes/debug-dns'],
			},
			explains: ['dns/service-address'],
		},
	},
	*run({nodelocal: {pod}, now, logs}, {finding}) {
		for (const fault of podFaultsOf(pod, ['node-cache'], now)) {
			const evidence = [
				{
					from: 'nodelocal',
					of: 'crictl p',
					excerpt:
						pod?.containers
							.map(({name, state, attempt}) => `${name} ${state}, attempt ${attempt}`)
							.join('\n') ?? '',
				},
			] as const;
			if (fault.kind === 'notStarted') {
				yield finding('waiting', {minutes: fault.minutes, others: fault.others}, subject, {evidence});
			} else if (fault.kind !== 'ended') {
				yield finding(
					'failing',
					{container: fault.run.name, how: `${fault.how}${lastWordsOf(fault.run, logs)}`},
					subject,
					{evidence, affects: [subject, corednsService]},
				);
			}
		}
	},
});
