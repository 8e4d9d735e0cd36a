import {
	defineCheck,
	isNetworkPod,
	listNames,
	makeRoom,
	podSubject,
	runtimeFailures,
	type SandboxFailure,
	thisNode,
	workloadName,
} from 'rke2-netdoctor';

const containerdLog = {
	text: 'tail -n 50 /var/lib/rancher/rke2/agent/containerd/containerd.log',
} as const;
/** Pods of the network, which have no sandbox either where no pod gets one. */
const networkPods = [
	...['canal/pod', 'flannel/pod', 'calico/pod', 'cilium/pod', 'cni/configuration-missing'],
	...['cni/network-unavailable', 'calico/nodename', 'overlay/vxlan-missing', 'flannel/subnet-env#missing'],
] as const;

/** What one workload asks for of its containers says nothing of the node, unless it is the network itself. */
const isOfOneWorkload = (pods: readonly SandboxFailure[]): boolean =>
	new Set(pods.map(({namespace, name}) => `${namespace}/${workloadName(name)}`)).size === 1 &&
	!pods.some(isNetworkPod);

export default defineCheck({
	id: 'cni/sandbox-failures',
	title: 'containerd makes the sandboxes of the pods that start on this node',
	rationale:
		"A pod is in ContainerCreating from the time when its sandbox is asked for. Before a plugin is called containerd needs the pause image and a network namespace, after it the OCI runtime; where one of these fails the pod never starts and the CNI is not to blame. Why stands in kubelet's log on this node. Three attempts in vain count, the last of them within five minutes; pods that started in the end are left alone.",
	needs: {log: 'sandbox.attempts', sandboxes: 'crictl.pods'},
	messages: {
		pluginMissing: {
			severity: 'critical',
			text: 'containerd does not find the plugin {detail} in /opt/cni/bin, so that {pods} cannot start',
			guide: {
				steps: [
					{text: 'ls -l /opt/cni/bin; ls -l /etc/cni/net.d: which file names {detail}'},
					{
						text: 'If it is of the CNI of this cluster: delete the CNI pod of this node, so that its init container installs the plugins again',
						changes: 'cluster',
					},
					{
						text: 'If the file in /etc/cni/net.d is of another CNI: mv it to /root/; for a plugin of the distribution (loopback, portmap) install the reference plugins into /opt/cni/bin',
						changes: 'node',
					},
				],
				links: ['kubernetes/network-plugins', 'kubernetes/cni-errors', 'rke2/multus-plugins'],
			},
		},
		noConfiguration: {
			severity: 'critical',
			text: 'containerd has loaded no CNI configuration, so that {pods} cannot start: {error}',
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d; crictl info | grep -A 4 lastCNILoadStatus'},
					{text: 'crictl ps -a | grep -E "calico-node|kube-flannel|cilium-agent|install-cni"'},
					containerdLog,
				],
				links: ['kubernetes/network-plugins', 'kubernetes/cni-errors', 'rke2/logging'],
			},
		},
		pauseImage: {
			severity: 'critical',
			text: 'containerd cannot get the pause image {detail}, without which no pod starts on this node ({pods}): {error}',
			guide: {
				steps: [
					{text: 'crictl images | grep pause; ls -l /var/lib/rancher/rke2/agent/images'},
					{text: 'crictl pull {detail}: tells whether name, way or credentials are wrong', changes: 'node'},
					{
						text: 'Without internet: put the archive rke2-images.linux-ARCH.tar.zst of exactly this release into /var/lib/rancher/rke2/agent/images, or name the registry in /etc/rancher/rke2/registries.yaml and system-default-registry in config.yaml, and restart RKE2',
						changes: 'node',
					},
					{
						text: 'If it was there and is gone: df -h /var/lib/rancher; the kubelet removes images when the disk is full',
					},
				],
				links: ['rke2/airgap', 'kubernetes/crictl', 'kubernetes/node-pressure'],
			},
			explains: networkPods,
		},
		noHandler: {
			severity: 'warning',
			text: 'containerd on this node knows no runtime {detail}, which a RuntimeClass asks for: {pods} cannot start',
			guide: {
				steps: [
					{
						text: 'kubectl get runtimeclass; grep -n runtimes /var/lib/rancher/rke2/agent/etc/containerd/config.toml',
					},
					{
						text: 'Install the runtime on this host (nvidia-container-runtime, crun, kata) where RKE2 looks for it, and restart RKE2, which then writes it into its configuration',
						changes: 'node',
					},
					{
						text: 'Or keep those pods to nodes that have it: scheduling.nodeSelector in the RuntimeClass',
						changes: 'cluster',
					},
				],
				links: ['rke2/logging', 'kubernetes/crictl'],
			},
		},
		noSpace: {
			severity: 'critical',
			text: 'containerd has no room to make sandboxes, so that {pods} cannot start: {error}',
			guide: {
				steps: [
					{text: 'df -h /var/lib/rancher /run /var/lib/cni /var/lib/kubelet; df -i /var/lib/rancher /run'},
					{
						text: 'If all have room it is a limit of the kernel: sysctl user.max_net_namespaces user.max_mnt_namespaces fs.inotify.max_user_instances; cat /proc/sys/kernel/keys/maxkeys',
					},
					makeRoom,
				],
				links: ['kubernetes/node-pressure', 'rke2/logging'],
			},
			explains: networkPods,
		},
		namespace: {
			severity: 'critical',
			text: 'containerd cannot make a network namespace, so that {pods} cannot start: {error}',
			guide: {
				steps: [
					{text: 'findmnt /run/netns; ls /run/netns | wc -l; sysctl user.max_net_namespaces'},
					{
						text: 'journalctl -k | grep -iE "avc:.*denied|apparmor=.DENIED|unregister_netdevice": what forbids or delays it',
					},
					{
						text: 'If namespaces of pods that are gone pile up: drain this node and reboot it',
						changes: 'node',
					},
				],
				links: ['kubernetes/cni-errors', 'rke2/logging'],
			},
			explains: networkPods,
		},
		slow: {
			severity: 'warning',
			text: 'containerd does not finish the sandboxes of {pods} in time, since a network plugin, the disk or the API hangs: {error}',
			guide: {
				steps: [
					{
						text: 'ps -eo pid,stat,etime,args | grep /opt/cni/bin: a plugin that runs for minutes waits for the API, for iptables or for a lock',
					},
					{text: 'iostat -x 1 3; uptime: a disk or a CPU that is overloaded'},
					containerdLog,
				],
				links: ['kubernetes/cni-errors', 'rke2/logging', 'kubernetes/crictl'],
			},
		},
		container: {
			severity: 'critical',
			text: 'The OCI runtime of this node cannot start the sandboxes of {pods}: {error}',
			guide: {
				steps: [
					{text: 'stat -fc %T /sys/fs/cgroup; getenforce; aa-status --enabled && echo AppArmor; uname -r'},
					{
						text: 'journalctl -k --since -10min | grep -iE "avc:.*denied|apparmor=.DENIED|oom|segfault": what stops it',
					},
					{
						text: 'After an upgrade of RKE2 or of the host: restart RKE2, and install the rke2-selinux of this release where SELinux is enforcing',
						changes: 'node',
					},
					containerdLog,
				],
				links: ['rke2/logging', 'kubernetes/crictl', 'rke2/requirements-linux'],
			},
			explains: networkPods,
		},
		containerOfPod: {
			severity: 'warning',
			text: 'The OCI runtime refuses {pods}, and no other pod of this node: {error}',
			guide: {
				steps: [
					{
						text: 'kubectl -n {namespace} get pod {pod} -o yaml | grep -nE "sysctls|runtimeClassName|seLinuxOptions|appArmor|seccomp|memory": what this pod asks for and others do not; "OOM-killed" is a memory limit too small to start with',
					},
					{
						text: 'Correct it in the workload: a memory limit of at least 16Mi, sysctls that exist here, a profile that is loaded on this node',
						changes: 'cluster',
					},
					{
						text: 'If the next pod of another workload fails as well, it is this node: journalctl -k --since -10min',
					},
					containerdLog,
				],
				links: ['kubernetes/crictl', 'rke2/logging'],
			},
		},
		failing: {
			severity: 'warning',
			text: 'containerd cannot make the sandboxes of {pods}: {error}',
			guide: {
				steps: [{text: 'kubectl -n {namespace} describe pod {pod}'}, containerdLog],
				links: ['rke2/logging', 'kubernetes/crictl', 'kubernetes/cni-errors'],
			},
		},
	},
	*run({log, sandboxes}, {finding, environment}) {
		const node = thisNode(environment);
		for (const {fault, error, detail, pods} of runtimeFailures(log, sandboxes)) {
			const [first] = pods;
			const names = listNames(pods.map(({namespace, name}) => `${namespace}/${name}`));
			const data = {error, detail, pods: names, namespace: first.namespace, pod: first.name};
			const excerpt = `${first.count} times for ${first.namespace}/${first.name}: ${first.error}`;
			const about = pods.map(podSubject);
			const evidence = [{from: 'log', excerpt}] as const;
			if (fault === 'container' && isOfOneWorkload(pods)) {
				yield finding('containerOfPod', data, podSubject(first), {evidence});
			} else {
				// A RuntimeClass is what some pods ask for.
				const affects = fault === 'noHandler' ? [] : [node];
				yield finding(fault, data, node, {evidence, about, affects});
			}
		}
	},
});
