import {defineCheck, listNames, podNetworkFailures, podSubject, thisNode} from 'rke2-netdoctor';

const describePod = {text: 'kubectl -n {namespace} describe pod {pod}'} as const;

export default defineCheck({
	id: 'cni/pod-failures',
	title: 'The network plugin attaches the pods that start on this node',
	rationale:
		"When the network plugin refuses a pod, it stays in ContainerCreating and the kubelet tries again and again, while the Node is Ready and pods that run are well. Why stands in kubelet's log on this node. Three attempts in vain count, the last of them within five minutes; pods that started in the end are left alone.",
	when: {cni: ['canal', 'flannel', 'calico']},
	needs: {log: 'kubelet.log', sandboxes: 'crictl.pods'},
	messages: {
		unauthorized: {
			severity: 'critical',
			text: 'The API refuses the token of the network plugin {plugin}, so that no new pod starts on this node ({pods}): {error}',
			guide: {
				steps: [
					{
						text: 'ls -l --time-style=full-iso /etc/cni/net.d: the token in the kubeconfig there is valid for a day, and calico-node writes a new one every few hours',
					},
					{
						text: 'Delete the calico-node (rke2-canal) pod of this node, which then writes a new token: kubectl -n {daemonNamespace} delete pod -l k8s-app={daemonLabel} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{
						text: 'If it is refused again: crictl logs $(crictl ps -q --name calico-node) 2>&1 | grep -i token; compare the clocks of this node and of the servers: timedatectl',
					},
				],
				links: ['kubernetes/cni-errors', 'calico/component-logs', 'calico/troubleshooting'],
			},
		},
		forbidden: {
			severity: 'critical',
			text: 'The API does not allow the network plugin {plugin} what it needs, so that no new pod starts on this node ({pods}): {error}',
			guide: {
				steps: [
					{
						text: 'kubectl get clusterrole,clusterrolebinding | grep -E "canal|calico": they come with the chart of the CNI, and a role of an older chart lacks what a newer plugin asks for',
					},
					{
						text: 'kubectl -n kube-system get helmcharts; kubectl -n kube-system logs -l job-name --tail 30 --prefix | grep helm-install: whether the last installation of the chart succeeded',
					},
					{
						text: 'Have the chart installed again: kubectl -n kube-system delete job {job}',
						changes: 'cluster',
					},
				],
				links: ['kubernetes/cni-errors', 'calico/troubleshooting', 'rke2/helmchartconfig'],
			},
		},
		apiUnreachable: {
			severity: 'critical',
			text: 'The network plugin {plugin} does not reach the API at {address}, so that no new pod starts on this node ({pods})',
			guide: {
				steps: [
					{text: 'curl -k --max-time 3 https://{address}/version: an answer of any kind is good'},
					{
						text: 'kube-proxy, or the CNI in its place, leads to the servers: crictl ps -a --name kube-proxy; crictl logs --tail 20 $(crictl ps -aq --name kube-proxy | head -1)',
					},
					{text: 'Look at the firewall between this node and port 6443 of the servers'},
				],
				links: ['kubernetes/debug-service', 'rke2/requirements-ports', 'kubernetes/cni-errors'],
			},
		},
		familyMissing: {
			severity: 'critical',
			text: 'The network plugin {plugin} is to give {pods} an address of a family of which this Node has no range: {error}',
			guide: {
				steps: [
					{text: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.podCIDRs'},
					{
						text: 'The ranges of a running cluster cannot be changed: take the second range out of cluster-cidr and service-cidr in /etc/rancher/rke2/config.yaml of every server, and restart rke2-server',
						changes: 'node',
					},
				],
				links: ['rke2/dual-stack', 'rke2/server-config'],
			},
		},
		pluginOlder: {
			severity: 'critical',
			text: 'The plugin {plugin} in /opt/cni/bin is older than its configuration, so that no new pod starts on this node ({pods}): {error}',
			guide: {
				steps: [
					{text: 'ls -l --time-style=full-iso /opt/cni/bin /etc/cni/net.d'},
					{
						text: 'Delete the calico-node (rke2-canal) pod of this node, which then installs its plugin anew: kubectl -n {daemonNamespace} delete pod -l k8s-app={daemonLabel} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{text: 'If it says the same again: update RKE2, whose image brings the plugin', changes: 'cluster'},
				],
				links: ['rke2/dual-stack', 'kubernetes/cni-errors', 'rke2/canal'],
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
	},
	*run({log, sandboxes}, {finding, environment}) {
		const node = thisNode(environment);
		const isCanal = environment.cni.value === 'canal';
		for (const {fault, plugin, error, address, pods} of podNetworkFailures(log, sandboxes)) {
			const [first] = pods;
			yield finding(
				fault,
				{
					plugin,
					error,
					address,
					pods: listNames(pods.map(({namespace, name}) => `${namespace}/${name}`)),
					namespace: first.namespace,
					pod: first.name,
					daemonNamespace: isCanal ? 'kube-system' : 'calico-system',
					daemonLabel: isCanal ? 'canal' : 'calico-node',
					job: isCanal ? 'helm-install-rke2-canal' : 'helm-install-rke2-calico',
					node: node.name,
				},
				// What is wrong with one pod need not be so with the next.
				fault === 'failing' ? podSubject(first) : node,
				{
					evidence: [
						{
							from: 'log',
							excerpt: `${first.count} times for ${first.namespace}/${first.name}: ${first.error}`,
						},
					],
					about: fault === 'failing' ? pods.slice(1).map(podSubject) : pods.map(podSubject),
				},
			);
		}
	},
});
