import {containerReportsOf, defineCheck, multusMainContainers, thisNode} from 'rke2-netdoctor';

const symptoms = [
	'multus/configuration-missing',
	'multus/delegate',
	'multus/delegate-stale',
	'multus/kubeconfig',
	'multus/daemon',
	'multus/pod-unattached',
	'multus/node-failures#daemonDown',
	'cni/pod-removal#agent',
	'cni/pod-removal#apiRefuses',
	'multus/node-failures#unauthorized',
	'cni/runtime-disagrees#stale',
] as const;

export default defineCheck({
	id: 'multus/container',
	title: 'The containers of the Multus pod run',
	rationale:
		'The init container copies the reference plugins, the main container writes the configuration and stays to renew it. Thin Multus ends with exit code 0 whatever went wrong, so that only its restarts and its last lines tell; thick Multus attaches no pod while its daemon is down.',
	when: {multus: true},
	needs: {multus: 'multus.containers', now: 'system.clock'},
	wants: {logs: 'multus.logs'},
	messages: {
		initFailed: {
			severity: 'critical',
			text: 'The init container {container} of the Multus pod failed: {how}',
			guide: {
				steps: [
					{text: 'crictl logs $(crictl ps -aq --name {container} | head -1)'},
					{text: 'df -h /opt/cni/bin, and ls -l /opt/cni/bin: the plugins are copied there'},
				],
				links: ['rke2/multus-plugins', 'rke2/multus-using'],
			},
			explains: symptoms,
		},
		notStarted: {
			severity: 'critical',
			text: 'The Multus pod has been there for {minutes} minutes without starting its container',
			guide: {
				steps: [
					{
						text: 'kubectl -n kube-system describe pods -l app=rke2-multus, and look at the events: image, ConfigMap',
					},
					{
						text: 'crictl images | grep -E "multus|cni-plugins": without internet, the images of Multus must be loaded too',
					},
				],
				links: ['rke2/multus-using', 'kubernetes/debug-cluster'],
			},
			explains: symptoms,
		},
		crashing: {
			severity: 'critical',
			text: 'The container {container} of the Multus pod ends again and again: {how}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name {container} | head -1)'},
					{text: 'ls -l /etc/cni/net.d: Multus needs the file of the primary CNI there'},
				],
				links: ['rke2/multus-using', 'multus/logging'],
			},
			explains: symptoms,
		},
		memory: {
			severity: 'critical',
			text: 'The container {container} of the Multus pod is killed again and again because it needs more memory than it gets: {how}',
			guide: {
				steps: [
					{text: 'journalctl -k | grep -iE "out of memory|oom-kill"; free -m'},
					{
						text: 'If it has a limit: raise it under pod.resources in the HelmChartConfig rke2-multus; thick Multus needs more the more pods start at once',
						changes: 'cluster',
					},
					{text: 'If the node itself is short of memory: free some, or move pods away', changes: 'node'},
				],
				links: ['rke2/chart-multus', 'rke2/multus-thick'],
			},
			explains: symptoms,
		},
		stopped: {
			severity: 'critical',
			text: 'The container {container} of the Multus pod has ended and is not started again: {how}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name {container} | head -1)'},
					{text: 'tail -n 50 /var/lib/rancher/rke2/agent/logs/kubelet.log'},
				],
				links: ['rke2/multus-using', 'rke2/logging'],
			},
			explains: symptoms,
		},
	},
	*run({multus: {pod}, now, logs}, {finding, environment}) {
		for (const report of containerReportsOf('multus', multusMainContainers(pod), {pod, now, logs})) {
			const {name, evidence} = report;
			const subject = {kind: 'Pod', namespace: 'kube-system', name: `rke2-multus/${name}`} as const;
			const details = {evidence, affects: [thisNode(environment)]};
			if (report.kind === 'notStarted') {
				yield finding(report.kind, report.data, subject, details);
			} else if (report.kind !== 'ended') {
				yield finding(report.isKilled ? 'memory' : report.kind, report.data, subject, details);
			}
		}
	},
});
