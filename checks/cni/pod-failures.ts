import {
	defineCheck,
	listNames,
	pluginApiMessages,
	podNetworkFailures,
	podSubject,
	thisNode,
} from 'rke2-netdoctor';

const describePod = {text: 'kubectl -n {namespace} describe pod {pod}'} as const;

export default defineCheck({
	id: 'cni/pod-failures',
	title: 'The network plugin attaches the pods that start on this node',
	rationale:
		"When the network plugin refuses a pod, it stays in ContainerCreating and the kubelet tries again and again, while the Node is Ready and pods that run are well. Why stands in kubelet's log on this node. Three attempts in vain count, the last of them within five minutes; pods that started in the end are left alone.",
	when: {cni: ['canal', 'flannel', 'calico']},
	needs: {log: 'kubelet.log', sandboxes: 'crictl.pods'},
	messages: {
		...pluginApiMessages,
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
						text: 'crictl pods --name {pod} -q | grep -rlFf - /var/lib/cni/networks/{network}; ls -l /var/lib/cni/networks/{network}: one file per address, with the sandbox that has it',
					},
					{
						text: 'Delete the pod, so that it gets a new sandbox: kubectl -n {namespace} delete pod {pod}',
						changes: 'cluster',
					},
					{
						text: 'If it comes again: drain this node, rke2-killall.sh, rm -r /var/lib/cni/networks/{network}, start RKE2 and uncordon',
						changes: 'node',
					},
				],
				links: ['rke2/known-issues-ip-exhaustion', 'kubernetes/cni-errors'],
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
					network: environment.cni.value === 'flannel' ? 'cbr0' : 'k8s-pod-network',
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
