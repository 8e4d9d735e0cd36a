import {defineCheck, podFaultsOf} from 'rke2-netdoctor';

const subject = {kind: 'DaemonSet', namespace: 'kube-system', name: 'cilium-envoy'} as const;
const logs = {text: 'crictl logs --tail 50 $(crictl ps -aq --name cilium-envoy | head -1)'} as const;

export default defineCheck({
	id: 'cilium/envoy',
	title: "Cilium's Envoy runs on this node where it is a pod of its own",
	rationale:
		'Policies of layer 7, Ingress and Gateway API of Cilium are done by Envoy. As a DaemonSet of its own (envoy.enabled) it can be gone while the agent is well: connections that such a policy redirects are then accepted and never answered, and all others work.',
	when: {cni: ['cilium']},
	needs: {envoy: 'cilium.envoy', now: 'system.clock'},
	messages: {
		notStarted: {
			severity: 'warning',
			text: "Cilium's Envoy has not started on this node for {minutes} minutes: {others}; what policies of layer 7 and Ingress send to it gets no answer",
			guide: {
				steps: [{text: 'kubectl -n kube-system describe pods -l k8s-app=cilium-envoy'}, logs],
				links: ['cilium/agent-logs', 'rke2/chart-cilium'],
			},
		},
		failing: {
			severity: 'warning',
			text: "Cilium's Envoy does not stay up on this node: {how}; what policies of layer 7 and Ingress send to it gets no answer",
			guide: {
				steps: [
					logs,
					{
						text: 'ss -lntp "sport = :9964 or sport = :9878": another program may have its ports for metrics and health',
					},
					{
						text: 'Without such policies it is not needed: envoy.enabled: false and l7Proxy: false in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
				],
				links: ['cilium/agent-logs', 'rke2/chart-cilium', 'rke2/helmchartconfig'],
			},
		},
	},
	*run({envoy: {pod}, now}, {finding}) {
		for (const fault of podFaultsOf(pod, ['cilium-envoy'], now)) {
			const evidence = [
				{
					from: 'envoy',
					of: 'crictl p',
					excerpt: pod?.containers.map(({name, state}) => `${name} ${state}`).join('\n') || 'no container',
				},
			] as const;
			if (fault.kind === 'notStarted') {
				yield finding('notStarted', {minutes: fault.minutes, others: fault.others}, subject, {evidence});
			} else if (fault.kind !== 'ended') {
				yield finding('failing', {how: fault.how}, subject, {evidence});
			}
		}
	},
});
