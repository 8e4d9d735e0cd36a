import {
	defineCheck,
	makeRoom,
	multusEndOf,
	multusMainContainers,
	podFaultsOf,
	restartMultusPod,
	thisNode,
} from 'rke2-netdoctor';

const explains = ['multus/container#crashing'] as const;
const chartValues = {
	text: 'kubectl -n kube-system get helmchartconfig rke2-multus -o yaml; kubectl -n kube-system get configmaps | grep multus',
} as const;

export default defineCheck({
	id: 'multus/log',
	title: 'Multus does not end for a known reason',
	rationale:
		'Before it attaches a pod, Multus reads its settings, waits for the primary CNI and writes its files. What keeps it from that it says once, as the last line before it ends; the exit code of thin Multus is 0 all the same.',
	when: {multus: true},
	needs: {multus: 'multus.containers', logs: 'multus.logs', now: 'system.clock'},
	messages: {
		settings: {
			severity: 'critical',
			text: 'Multus ends because it cannot use its settings: {said}',
			guide: {
				steps: [
					chartValues,
					{
						text: 'Correct config.daemon_conf (thick) or config.cni_conf (thin) in the HelmChartConfig rke2-multus',
						changes: 'cluster',
					},
					restartMultusPod,
				],
				links: ['rke2/chart-multus', 'multus/thick-plugin', 'multus/configuration'],
			},
			explains,
		},
		waiting: {
			severity: 'critical',
			text: 'Multus ends because it waits for {said} in vain',
			guide: {
				steps: [
					{text: 'ls -l {said}: where the pod says /host, the node has it without'},
					{
						text: 'If nothing writes it: take readinessindicatorfile out of the HelmChartConfig rke2-multus, or name the file of the primary CNI in /etc/cni/net.d',
						changes: 'cluster',
					},
				],
				links: ['multus/readiness-indicator', 'rke2/chart-multus'],
			},
			explains,
		},
		noPrimary: {
			severity: 'critical',
			text: 'Multus ends because it finds no configuration of the primary CNI: {said}',
			guide: {
				steps: [
					{
						text: 'ls -l /etc/cni/net.d: Multus takes the first .conf or .conflist that is not its own, and no .json',
					},
					{text: 'If there is none: look at the pod of the primary CNI on this node first'},
					{
						text: 'If config.cni_conf.masterCniFilename is set in the HelmChartConfig rke2-multus: it must be the name of that file',
						changes: 'cluster',
					},
				],
				links: ['rke2/multus-using', 'multus/configuration'],
			},
			explains,
		},
		versions: {
			severity: 'critical',
			text: 'Multus ends because its settings name another version of CNI than the primary network: {said}',
			guide: {
				steps: [
					{text: 'grep cniVersion /etc/cni/net.d/*'},
					{
						text: 'Take cniVersion out of config.cni_conf in the HelmChartConfig rke2-multus, or set it to that of the primary CNI',
						changes: 'cluster',
					},
				],
				links: ['rke2/chart-multus', 'multus/configuration'],
			},
			explains,
		},
		socket: {
			severity: 'critical',
			text: 'The daemon of Multus ends because it cannot make its socket: {said}',
			guide: {
				steps: [
					{text: 'ls -ld /run/multus; df -h /run; mount | grep -w /run'},
					{text: 'Two of them on one node disturb each other: kubectl get daemonsets -A | grep -i multus'},
					restartMultusPod,
				],
				links: ['multus/thick-plugin', 'rke2/multus-thick'],
			},
			explains,
		},
		apiRefuses: {
			severity: 'critical',
			text: 'Multus ends because the API refuses it: {said}',
			guide: {
				steps: [
					{text: 'kubectl get clusterrole,clusterrolebinding | grep -i multus'},
					{text: 'timedatectl: a wrong clock makes good tokens and certificates invalid'},
					restartMultusPod,
				],
				links: ['rke2/chart-multus', 'rke2/multus-using'],
			},
			explains,
		},
		apiUnreachable: {
			severity: 'critical',
			text: 'Multus ends because it does not reach the API at {said}',
			guide: {
				steps: [
					{text: 'curl -k https://{said}/version: an answer of any kind is good'},
					{text: 'kube-proxy, or the CNI in its place, makes the service address work on this node'},
				],
				links: ['rke2/multus-using', 'rke2/requirements-ports'],
			},
			explains,
		},
		diskFull: {
			severity: 'critical',
			text: 'Multus ends because the disk is full: {said}',
			guide: {
				steps: [
					{text: 'df -h /etc /opt/cni/bin /run; df -i /etc /opt/cni/bin /run'},
					makeRoom,
					restartMultusPod,
				],
				links: ['rke2/multus-using', 'kubernetes/crictl'],
			},
			explains,
		},
	},
	*run({multus: {pod}, logs, now}, {finding, environment}) {
		const found = multusEndOf(podFaultsOf(pod, multusMainContainers(pod), now), logs);
		if (found !== undefined) {
			const {container, path, end, said, line} = found;
			const node = thisNode(environment);
			yield finding(
				end,
				{said: said.slice(0, 300), node: node.name},
				{kind: 'Pod', namespace: 'kube-system', name: `rke2-multus/${container}`},
				{evidence: [{from: 'logs', of: path, excerpt: line}], affects: [node]},
			);
		}
	},
});
