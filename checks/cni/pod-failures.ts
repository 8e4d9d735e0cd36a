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
		distrusts: {
			severity: 'critical',
			text: 'The network plugin {plugin} does not trust the certificate of the API, so that no new pod starts on this node ({pods}): {error}',
			guide: {
				steps: [
					{
						text: 'grep certificate-authority-data /etc/cni/net.d/*kubeconfig | cut -d: -f3 | base64 -d | cmp - /var/lib/rancher/rke2/agent/server-ca.crt: the plugin holds the CA of a former cluster, or from before the CA was renewed',
					},
					{
						text: 'Delete the calico-node (rke2-canal) pod of this node, which then writes that file anew: kubectl -n {daemonNamespace} delete pod -l k8s-app={daemonLabel} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{
						text: 'If it says "not valid for" or "expired": timedatectl, and openssl s_client -connect 127.0.0.1:6443 </dev/null | openssl x509 -noout -dates -ext subjectAltName',
					},
				],
				links: ['kubernetes/cni-errors', 'rke2/certificates', 'calico/component-logs'],
			},
		},
		noFreeBlock: {
			severity: 'critical',
			text: 'Calico has no block of addresses left for this node, so that {pods} cannot start: {error}',
			guide: {
				steps: [
					{
						text: 'kubectl get ippools.crd.projectcalico.org -o custom-columns=NAME:.metadata.name,CIDR:.spec.cidr,BLOCK:.spec.blockSize,NODES:.spec.nodeSelector,OFF:.spec.disabled: a pool must hold a block for every node, and several for a node with many pods',
					},
					{
						text: 'kubectl get blockaffinities.crd.projectcalico.org: blocks of nodes that are gone are given back by calico-kube-controllers',
					},
					{
						text: 'Add a pool, or one with smaller blocks: installation.calicoNetwork.ipPools in the HelmChartConfig rke2-calico; the blockSize of a pool in use cannot be changed',
						changes: 'cluster',
					},
				],
				links: ['calico/ip-pool', 'calico/ipam', 'rke2/chart-calico'],
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
						text: 'Delete the calico-node (rke2-canal) pod of this node, which then writes it anew: kubectl -n {daemonNamespace} delete pod -l k8s-app={daemonLabel} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{
						text: 'If it stays away: crictl logs $(crictl ps -aq --name calico-node | head -1), and whether something empties /var/lib at boot or SELinux denies it: ausearch -m avc -ts boot',
					},
				],
				links: ['kubernetes/cni-errors', 'calico/troubleshooting', 'calico/component-logs'],
			},
		},
		ipv6Off: {
			severity: 'critical',
			text: 'IPv6 is switched off on this host, but {plugin} is to give {pods} an IPv6 address: {error}',
			guide: {
				steps: [
					{
						text: 'sysctl net.ipv6.conf.all.disable_ipv6 net.ipv6.conf.default.disable_ipv6; grep -rs disable_ipv6 /etc/sysctl.conf /etc/sysctl.d /usr/lib/sysctl.d; grep ipv6.disable /proc/cmdline',
					},
					{
						text: 'Switch it on, with 0 in those files: sysctl -w net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.default.disable_ipv6=0',
						changes: 'node',
					},
					{
						text: 'If the cluster is to have no IPv6: take the second range out of cluster-cidr and service-cidr of every server',
						changes: 'node',
					},
				],
				links: ['rke2/dual-stack', 'kubernetes/cni-errors'],
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
		addressInUse: {
			severity: 'critical',
			text: 'The network plugin {plugin} gives out {address}, which a pod that it does not know already has on this node, so that {pods} cannot start: {error}',
			guide: {
				steps: [
					{
						text: 'ip route show {address}: the interface that has it, of a pod from before the CNI was changed, or before its records were lost',
					},
					{
						text: 'Delete the pods of this node that started before that (kubectl get pods -A -o wide --field-selector spec.nodeName={node}), or drain and reboot it: whatever starts anew is known',
						changes: 'cluster',
					},
					{
						text: 'If no pod has it: ip route del {address}, what is left of one that is gone',
						changes: 'node',
					},
				],
				links: ['kubernetes/cni-errors', 'calico/troubleshooting', 'rke2/uninstall'],
			},
		},
		duplicateAllocation: {
			severity: 'critical',
			text: 'The network plugin {plugin} refuses {pods} because the sandbox already has an address in its records: {error}',
			guide: {
				steps: [
					{
						text: 'grep -rl "$(crictl pods -q | head -1)" /var/lib/cni/networks; ls -l /var/lib/cni/networks/*: one file per address, with the sandbox that has it',
					},
					{
						text: 'Delete the pod, so that it gets a new sandbox: kubectl -n {namespace} delete pod {pod}',
						changes: 'cluster',
					},
					{
						text: 'If it comes again: drain this node, rke2-killall.sh, rm -r /var/lib/cni/networks/*, start RKE2 and uncordon',
						changes: 'node',
					},
				],
				links: ['rke2/known-issues-ip-exhaustion', 'kubernetes/cni-errors'],
			},
		},
		nodeUnknown: {
			severity: 'critical',
			text: 'The network plugin {plugin} asks for a Node that does not exist, so that no new pod starts on this node ({pods}): {error}',
			guide: {
				steps: [
					{text: 'hostname; kubectl get nodes; cat /var/lib/calico/nodename: the three must agree'},
					{
						text: 'Give the host its old name back, or set node-name in /etc/rancher/rke2/config.yaml to that of its Node, and restart RKE2',
						changes: 'node',
					},
					{
						text: 'Then delete the calico-node (rke2-canal) pod of this node, which writes the name anew: kubectl -n {daemonNamespace} delete pod -l k8s-app={daemonLabel} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['rke2/requirements-hostname', 'kubernetes/cni-errors', 'calico/troubleshooting'],
			},
		},
		kernelLacks: {
			severity: 'critical',
			text: 'The network plugin {plugin} cannot make the interface of a pod, because the kernel of this node lacks what it needs, so that no new pod starts ({pods}): {error}',
			guide: {
				steps: [
					{text: 'uname -r; modprobe -n -v veth bridge br_netfilter vxlan xt_comment xt_addrtype'},
					{
						text: 'If modprobe finds none: install the package with further modules of this kernel (linux-modules-extra on Ubuntu, kernel-modules-extra on RHEL), or boot the kernel that is installed',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-linux', 'kubernetes/cni-errors'],
			},
		},
		proxied: {
			severity: 'critical',
			text: 'The network plugin {plugin} asks the API at {address} by an HTTP proxy, which answers instead of it, so that no new pod starts on this node ({pods}): {error}',
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
				links: ['rke2/http-proxy', 'kubernetes/cni-errors'],
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
