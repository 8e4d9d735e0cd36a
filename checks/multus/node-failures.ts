import {defineCheck, podFailuresAmong, restartMultusPod, thisNode} from 'rke2-netdoctor';

const messages = {
	unauthorized: {
		severity: 'critical',
		text: 'The API refuses the credentials of Multus, so that {pods} cannot start',
		guide: {
			steps: [{text: 'ls -l /etc/cni/net.d/multus.d/multus.kubeconfig'}, restartMultusPod],
			links: ['rke2/multus-using', 'multus/configuration'],
		},
	},
	untrusted: {
		severity: 'critical',
		text: 'Multus does not trust the certificate of the API ({detail}), so that {pods} cannot start',
		guide: {
			steps: [
				{text: 'date: a clock that is wrong makes good certificates invalid'},
				restartMultusPod,
				{
					text: 'If it stays: grep server: /etc/cni/net.d/multus.d/multus.kubeconfig must be the address of this cluster',
				},
			],
			links: ['rke2/multus-using', 'rke2/certificates'],
		},
	},
	forbidden: {
		severity: 'critical',
		text: 'The API does not let Multus ({detail}) read pods, so that {pods} cannot start',
		guide: {
			steps: [
				{text: 'kubectl auth can-i get pods -A --as={detail}'},
				{text: 'kubectl get clusterrole,clusterrolebinding | grep -i multus'},
				{
					text: 'If one is missing: remove manifests.clusterRole and manifests.clusterRoleBinding: false from the HelmChartConfig rke2-multus; restart rke2-server so that the chart is applied again',
					changes: 'cluster',
				},
			],
			links: ['rke2/chart-multus', 'rke2/multus-using'],
		},
	},
	left: {
		severity: 'critical',
		text: 'Multus is gone from this node, but its configuration is still the first, with credentials that the API refuses, so that {pods} cannot start',
		guide: {
			steps: [
				{text: 'kubectl get pods -A -o wide | grep -i multus; ls -l /etc/cni/net.d'},
				{
					text: 'If it was uninstalled: mv /etc/cni/net.d/00-multus.conf /root/, and move multus.d away too: the next file is that of the CNI',
					changes: 'node',
				},
				{
					text: 'If it is wanted: cni: multus,… in /etc/rancher/rke2/config.yaml of the servers, and see why its pod is not here',
					changes: 'node',
				},
			],
			links: ['rke2/multus-using', 'multus/configuration'],
		},
	},
	proxied: {
		severity: 'critical',
		text: 'Multus asks the API by an HTTP proxy, which answers instead of it ({detail}), so that {pods} cannot start',
		guide: {
			steps: [
				{
					text: 'tr "\\0" "\\n" < /proc/$(pgrep -o -x containerd)/environ | grep -i proxy: plugins inherit it',
				},
				{
					text: 'Add the ranges of pods, services and nodes (10.42.0.0/16,10.43.0.0/16,.svc,.cluster.local) to NO_PROXY and CONTAINERD_NO_PROXY in /etc/default/rke2-server or rke2-agent (/etc/sysconfig on SLES)',
					changes: 'node',
				},
				{text: 'systemctl restart rke2-server or rke2-agent', changes: 'node'},
			],
			links: ['rke2/http-proxy', 'rke2/multus-using'],
		},
	},
	noClusterNetwork: {
		severity: 'critical',
		text: 'Multus finds no network {detail}, by which its clusterNetwork tells it to give pods eth0, so that {pods} cannot start',
		guide: {
			steps: [
				{
					text: 'grep -H clusterNetwork /etc/cni/net.d/00-multus.conf*; ls -l /etc/cni/net.d /etc/cni/multus/net.d',
				},
				{
					text: 'kubectl -n kube-system get network-attachment-definitions {detail}: a name is looked for there (multusNamespace), then among the files of /etc/cni/multus/net.d, never in /etc/cni/net.d',
				},
				{
					text: 'Name the file of the primary CNI with its whole path, such as /etc/cni/net.d/10-canal.conflist, or leave clusterNetwork out: Multus then takes the first file by itself',
					changes: 'cluster',
				},
				restartMultusPod,
			],
			links: ['multus/configuration', 'rke2/multus-using'],
		},
	},
	killed: {
		severity: 'critical',
		text: 'The plugin that Multus calls is killed before it answers, as for want of memory, so that {pods} cannot start',
		guide: {
			steps: [
				{text: 'journalctl -k | grep -iE "out of memory|oom-kill"; free -m'},
				{
					text: 'Thick Multus runs plugins within the memory of its pod: raise pod.resources in the HelmChartConfig rke2-multus',
					changes: 'cluster',
				},
				{
					text: 'Where the whole node is short of memory: free some, or move pods away',
					changes: 'node',
				},
			],
			links: ['rke2/chart-multus', 'multus/thick-plugin'],
		},
	},
	apiUnreachable: {
		severity: 'critical',
		text: 'Multus does not reach the API at {detail}, so that {pods} cannot start',
		guide: {
			steps: [
				{text: 'curl -k https://{detail}/version: an answer of any kind is good'},
				{text: 'kube-proxy, or the CNI in its place, makes the service address work on this node'},
			],
			links: ['rke2/multus-using', 'rke2/requirements-ports'],
		},
	},
	daemonDown: {
		severity: 'critical',
		text: 'The plugin of Multus does not reach its daemon, so that {pods} cannot start',
		guide: {
			steps: [{text: 'crictl ps -a --name kube-multus, and ls -l /run/multus'}, restartMultusPod],
			links: ['rke2/multus-thick', 'multus/thick-plugin'],
		},
	},
	netnsHidden: {
		severity: 'critical',
		text: 'The daemon of Multus does not see the network namespaces of new pods ({detail}), so that {pods} cannot start',
		guide: {
			steps: [
				{
					text: 'nsenter -t $(pgrep -o multus-daemon) -m grep /run/netns /proc/mounts, and the same without nsenter: what the node has, the pod must have',
				},
				{
					text: 'kubectl -n kube-system get daemonset rke2-multus -o yaml | grep -B3 -A3 -E "netns|hostroot": both need mountPropagation: HostToContainer',
				},
				restartMultusPod,
			],
			links: ['multus/thick-plugin', 'rke2/multus-thick'],
		},
		explains: ['cni/pod-failures#failing', 'cni/plugin-failures'],
	},
	hostRoot: {
		severity: 'critical',
		text: 'The daemon of Multus cannot run {detail} in the root of the host, so that {pods} cannot start',
		guide: {
			steps: [
				{text: 'ls -l {detail}'},
				{
					text: 'kubectl -n kube-system get daemonset rke2-multus -o yaml | grep -B3 -A3 hostroot: the volume must be / of the host, and the container privileged',
				},
				{
					text: 'Take chrootDir out of config.daemon_conf in the HelmChartConfig rke2-multus, or set it to /hostroot, where the chart mounts it',
					changes: 'cluster',
				},
				restartMultusPod,
			],
			links: ['rke2/chart-multus', 'multus/thick-plugin'],
		},
		explains: ['cni/pod-failures#failing', 'cni/plugin-failures'],
	},
	waiting: {
		severity: 'critical',
		text: 'Multus waits for {detail} in vain, so that {pods} cannot start',
		guide: {
			steps: [
				{text: 'ls -l {detail}'},
				{
					text: 'If nothing writes it: remove config.cni_conf.readinessIndicatorFile from the HelmChartConfig rke2-multus',
					changes: 'cluster',
				},
			],
			links: ['multus/readiness-indicator', 'rke2/chart-multus'],
		},
	},
} as const;

export default defineCheck({
	id: 'multus/node-failures',
	title: 'Multus itself works for the pods that start on this node',
	rationale:
		"Every new pod of the node passes Multus. When it may not ask the API, does not reach it or its own daemon, or waits for a file that never comes, no pod starts, whatever it asks for. The error is in kubelet's log on this node. Errors of long ago, and pods that started in the end, are left alone.",
	when: {multus: true},
	needs: {log: 'sandbox.attempts', sandboxes: 'crictl.pods', files: 'cni.configuration'},
	messages,
	*run(evidence, {finding, environment}) {
		const node = thisNode(environment);
		const isGone =
			evidence.sandboxes.length > 0 && !evidence.sandboxes.some(({name}) => name.includes('multus'));
		for (const {fault: told, detail, pods, about, excerpt} of podFailuresAmong(messages, evidence)) {
			const fault = told === 'unauthorized' && isGone ? 'left' : told;
			yield finding(fault, {pods, detail, node: node.name}, node, {
				evidence: [{from: 'log', excerpt}],
				about,
			});
		}
	},
});
