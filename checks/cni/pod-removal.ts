import {
	defineCheck,
	listAll,
	listNames,
	podSubject,
	removalFailures,
	removalFaultOf,
	thisNode,
} from 'rke2-netdoctor';

const links = ['kubernetes/cni-errors', 'kubernetes/crictl', 'rke2/logging'] as const;
/** Sandbox and address stay behind, so that it comes last. */
const force = {
	text: 'Only when that does not help: kubectl -n {namespace} delete pod {pod} --force --grace-period=0, then drain and reboot this node, as its sandbox and address stay',
	changes: 'cluster',
} as const;

export default defineCheck({
	id: 'cni/pod-removal',
	title: 'The network plugin takes down the pods that end on this node',
	rationale:
		"A pod is gone when its network is: the plugin gives back its address and removes its interface. When the plugin cannot, as it may not ask the API or is gone itself, the pod stays in Terminating and keeps its address, and what replaces it may never start. Why stands in kubelet's log on this node. Three attempts in vain count, the last of them within five minutes; pods whose sandbox is gone in the end are left alone, and those that have a new one that is ready.",
	needs: {log: 'sandbox.attempts', sandboxes: 'crictl.pods'},
	messages: {
		apiRefuses: {
			severity: 'critical',
			text: '{pods} cannot end on this node, because the API refuses{asker} what it needs to take their network down: {error}',
			guide: {
				steps: [
					{
						text: 'ls -l --time-style=full-iso /etc/cni/net.d /etc/cni/net.d/*.d; timedatectl: the kubeconfig of the plugin, whose token is renewed every few hours, and the clock',
					},
					{
						text: 'Delete the pod of the CNI on this node (calico-node, rke2-canal, or rke2-multus where Multus says it), which writes that file anew: then the pods end by themselves',
						changes: 'cluster',
					},
					force,
				],
				links,
			},
		},
		apiUnreachable: {
			severity: 'critical',
			text: '{pods} cannot end on this node, because the API gives{asker} no answer when it is to take their network down: {error}',
			guide: {
				steps: [
					{
						text: 'curl -k --max-time 3 https://10.43.0.1:443/version, or at the address in the error: an answer of any kind is good; crictl ps -a --name kube-proxy',
					},
					{text: 'When the API answers again the pods end by themselves'},
					force,
				],
				links: ['kubernetes/debug-service', ...links],
			},
		},
		pluginMissing: {
			severity: 'critical',
			text: '{pods} cannot end on this node, because a plugin that is to take their network down is missing or cannot be run: {error}',
			guide: {
				steps: [
					{text: 'ls -lL /opt/cni/bin; grep -n type /etc/cni/net.d/*'},
					{
						text: 'If the plugin is of a CNI that this cluster no longer uses: move its file from /etc/cni/net.d to /root/, and restart RKE2',
						changes: 'node',
					},
					{
						text: 'Else delete the pod of the CNI on this node, whose init container installs the plugins again',
						changes: 'cluster',
					},
					force,
				],
				links,
			},
		},
		agent: {
			severity: 'critical',
			text: '{pods} cannot end on this node, because what{asker} hands the removal of their network to is not up here, or refuses it: {error}',
			guide: {
				steps: [
					{
						text: 'crictl ps -a | grep -E "cilium-agent|calico-node|kube-flannel|multus": the agent that the plugin hands its work to',
					},
					{text: 'crictl logs --tail 50 of it: when it works again the pods end by themselves'},
					{
						text: 'If the plugin is of a CNI that this cluster no longer uses: move its file from /etc/cni/net.d to /root/, and restart RKE2',
						changes: 'node',
					},
					force,
				],
				links,
			},
		},
		storage: {
			severity: 'critical',
			text: '{pods} cannot end on this node, because the file system takes nothing of what is written when their network is taken down: {error}',
			guide: {
				steps: [
					{
						text: 'df -h /run /var/lib/cni /var/lib/rancher; df -i /run /var/lib/cni /var/lib/rancher; findmnt -t ext4,xfs | grep -w ro',
					},
					{text: 'Make room, or repair the disk: then the pods end by themselves', changes: 'node'},
					force,
				],
				links: ['kubernetes/node-pressure', ...links],
			},
		},
		failing: {
			severity: 'critical',
			text: '{pods} cannot end on this node, because their network is not taken down{by}: {error}',
			guide: {
				steps: [
					{text: 'grep KillPodSandbox /var/lib/rancher/rke2/agent/logs/kubelet.log | tail -n 3'},
					{
						text: 'If a cache is broken (Multus: /var/lib/cni/multus, libcni: /var/lib/cni/results): move the file of that sandbox away',
						changes: 'node',
					},
					force,
				],
				links,
			},
		},
	},
	*run({log, sandboxes}, {finding, environment}) {
		const failures = removalFailures(log, sandboxes);
		for (const fault of new Set(failures.map(({error}) => removalFaultOf(error)))) {
			const pods = failures.filter(({error}) => removalFaultOf(error) === fault);
			const [first] = pods;
			if (first === undefined) {
				continue;
			}
			const {namespace, name: pod, error, count} = first;
			const names = listNames(pods.map(failure => `${failure.namespace}/${failure.name}`));
			const plugins = [...new Set(pods.map(({plugin}) => plugin).filter(plugin => plugin !== ''))];
			const by = plugins.length === 0 ? '' : ` by ${listAll(plugins)}`;
			const asker = plugins.length === 0 ? ' the network plugin' : ` ${listAll(plugins)}`;
			yield finding(
				fault,
				{pods: names, by, asker, error: error.slice(0, 300), namespace, pod},
				thisNode(environment),
				{
					evidence: [{from: 'log', excerpt: `${count} times for ${namespace}/${pod}: ${error}`}],
					about: pods.map(podSubject),
				},
			);
		}
	},
});
