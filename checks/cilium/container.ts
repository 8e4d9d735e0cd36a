import {ciliumAgentSubject, containerReportsOf, defineCheck, thisNode, whereDenied} from 'rke2-netdoctor';

const unattended = ['cilium/agent', 'cni/pod-removal#agent', 'cilium/pod-failures', 'cilium.*'] as const;
const uninstalled = [
	...unattended,
	'cni/configuration-missing',
	'cni/plugin-missing',
	'cni/loopback-missing',
] as const;

export default defineCheck({
	id: 'cilium/container',
	title: "Cilium's agent runs on this node",
	rationale:
		'Without cilium-agent the programs that are loaded go on as they are, but new pods get no network and services, policies and nodes that change are not followed. Its init containers read the configuration from the API, mount file systems and install plugins first. A container that was restarted long ago, or by an upgrade, is well.',
	when: {cni: ['cilium']},
	needs: {cilium: 'cilium.containers', now: 'system.clock'},
	wants: {logs: 'cilium.logs'},
	messages: {
		initFailed: {
			severity: 'critical',
			text: 'The init container {container} of cilium failed: {how}',
			guide: {
				steps: [
					{text: 'crictl logs $(crictl ps -aq --name {container} | head -1)'},
					whereDenied,
					{
						text: 'If it is config, it could not reach the API: look at kube-proxy, or at k8sServiceHost where that is disabled',
					},
				],
				links: ['cilium/agent-logs', 'rke2/cilium'],
			},
			explains: uninstalled,
		},
		notStarted: {
			severity: 'critical',
			text: 'The cilium pod has been there for {minutes} minutes without starting {container}',
			guide: {
				steps: [
					{
						text: 'kubectl -n kube-system describe pods -l k8s-app=cilium, and look at the events: image, ConfigMap',
					},
					{text: 'crictl images | grep cilium; ls /var/lib/rancher/rke2/agent/images'},
				],
				links: ['rke2/cilium', 'kubernetes/debug-cluster'],
			},
			explains: uninstalled,
		},
		crashing: {
			severity: 'critical',
			text: '{container} ends again and again: {how}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name {container} | head -1)'},
					{text: 'kubectl -n kube-system describe pods -l k8s-app=cilium, and look at the one of this node'},
				],
				links: ['cilium/agent-logs', 'cilium/cluster-health', 'rke2/cilium'],
			},
			explains: unattended,
		},
		memory: {
			severity: 'critical',
			text: '{container} is killed again and again because it needs more memory than it gets: {how}',
			guide: {
				steps: [
					{text: 'journalctl -k | grep -iE "out of memory|oom-kill"; free -m'},
					{
						text: 'If it has a limit: raise or remove resources.limits.memory in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
					{text: 'If the node itself is short of memory: free some, or move pods away', changes: 'node'},
				],
				links: ['rke2/chart-cilium', 'cilium/cluster-health'],
			},
			explains: unattended,
		},
		stopped: {
			severity: 'critical',
			text: '{container} does not run, and nothing starts it again: {how}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name {container} | head -1)'},
					{text: 'tail -n 50 /var/lib/rancher/rke2/agent/logs/kubelet.log'},
				],
				links: ['cilium/agent-logs', 'rke2/logging'],
			},
			explains: unattended,
		},
		ended: {
			severity: 'info',
			text: '{container} has just ended and is about to be started again: {how}',
			guide: {steps: [{text: 'Look again in two minutes'}], links: ['cilium/cluster-health']},
			explains: unattended,
		},
	},
	*run({cilium: {pod}, now, logs}, {finding, environment}) {
		for (const report of containerReportsOf('cilium', ['cilium-agent'], {pod, now, logs})) {
			const details = {evidence: report.evidence, affects: [thisNode(environment)]};
			if (report.kind === 'notStarted') {
				yield finding(report.kind, report.data, ciliumAgentSubject, details);
				continue;
			}
			const {kind, name, data, isKilled} = report;
			const subject = {...ciliumAgentSubject, name: `cilium/${name}`};
			yield finding(isKilled ? 'memory' : kind, data, subject, details);
		}
	},
});
