import {defineCheck, pluginAddressMessages, pluginApiMessages, podNetworkReports} from 'rke2-netdoctor';

const describePod = {text: 'kubectl -n {namespace} describe pod {pod}'} as const;

const messages = {
	...pluginApiMessages,
	...pluginAddressMessages,
	notInitialized: {
		severity: 'critical',
		text: "Calico's datastore is not ready for the plugin {plugin}, so that {pods} cannot start: {error}",
		guide: {
			steps: [
				{
					text: 'kubectl get clusterinformations.crd.projectcalico.org default -o yaml: datastoreReady must be true; calico-node makes the object when it starts first',
				},
				{
					text: 'If it is false, a migration or an interrupted upgrade locked it: kubectl patch clusterinformations.crd.projectcalico.org default --type merge -p \'{"spec":{"datastoreReady":true}}\'',
					changes: 'cluster',
				},
				{
					text: 'If it is missing: kubectl -n {daemonNamespace} logs -l {selector} -c calico-node --tail 30',
				},
			],
			links: ['calico/troubleshooting', 'kubernetes/cni-errors', 'calico/component-logs'],
		},
	},
	nodenameMissing: {
		severity: 'critical',
		text: 'The network plugin {plugin} does not learn the name of this Node, since /var/lib/calico/nodename is missing: no new pod starts here ({pods})',
		guide: {
			steps: [
				{
					text: 'ls -lZ /var/lib/calico; crictl ps --name calico-node: calico-node writes the file when it starts, into this directory of the host',
				},
				{
					text: 'Delete the calico-node (rke2-canal) pod of this node, which then writes it anew: kubectl -n {daemonNamespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
					changes: 'cluster',
				},
				{
					text: 'If it stays away: crictl logs $(crictl ps -aq --name calico-node | head -1), and whether something empties /var/lib at boot or SELinux denies it: ausearch -m avc -ts boot',
				},
			],
			links: ['kubernetes/cni-errors', 'calico/troubleshooting', 'calico/component-logs'],
		},
	},
	subnetEnvMissing: {
		severity: 'critical',
		text: 'The network plugin {plugin} does not find /run/flannel/subnet.env, so that no new pod starts on this node ({pods})',
		guide: {
			steps: [
				{text: 'ls -l /run/flannel/subnet.env: if it is not there, flanneld has not written it'},
				{
					text: 'If it is there, the plugin runs where it cannot see it: in the daemon of a thick Multus without /run/flannel. kubectl -n kube-system get daemonset rke2-multus -o yaml | grep -A3 -E "hostroot|run/flannel|mountPropagation"',
				},
				{
					text: 'Mount /run/flannel of the host into the daemon of Multus, or let it run plugins in the root of the host (chrootDir: /hostroot), as the chart of RKE2 does; then restart its pod',
					changes: 'cluster',
				},
			],
			links: ['multus/thick-plugin', 'rke2/multus-thick', 'kubernetes/cni-errors'],
		},
	},
	configurationRefused: {
		severity: 'critical',
		text: 'The network plugin {plugin} does not accept its configuration ({detail}), so that no new pod starts on this node ({pods})',
		guide: {
			steps: [
				{
					text: 'ls /etc/cni/net.d: the first .conflist counts; grep -n -A 12 ipam in it. A range may stand there once: usePodCidr and usePodCidrIPv6 are one range each, and a subnet must not lie in another',
				},
				{
					text: 'Delete the CNI pod of this node, which writes the file anew: kubectl -n {daemonNamespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
					changes: 'cluster',
				},
				{
					text: 'If it comes back as it was: correct what the file is made of, the ConfigMap or the HelmChartConfig of the CNI',
					changes: 'cluster',
				},
			],
			links: ['kubernetes/cni-errors', 'kubernetes/network-plugins', 'rke2/helmchartconfig'],
		},
	},
	failing: {
		severity: 'warning',
		text: 'The network plugin {plugin} cannot attach {pods}: {error}',
		guide: {
			steps: [
				describePod,
				{text: 'grep CreatePodSandbox /var/lib/rancher/rke2/agent/logs/kubelet.log | tail -n 3'},
			],
			links: ['kubernetes/cni-errors', 'kubernetes/network-plugins', 'rke2/logging'],
		},
	},
} as const;

export default defineCheck({
	id: 'cni/pod-failures',
	title: 'The network plugin attaches the pods that start on this node',
	rationale:
		"When the network plugin refuses a pod, it stays in ContainerCreating and the kubelet tries again and again, while the Node is Ready and pods that run are well. Why stands in kubelet's log on this node. Three attempts in vain count, the last of them within five minutes; pods that started in the end are left alone.",
	when: {cni: ['canal', 'flannel', 'calico']},
	needs: {log: 'sandbox.attempts', sandboxes: 'crictl.pods'},
	messages,
	*run(evidence, {finding, environment}) {
		for (const {fault, data, subject, details} of podNetworkReports(messages, evidence, environment)) {
			yield finding(fault, data, subject, details);
		}
	},
});
