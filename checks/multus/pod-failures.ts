import {
	defineCheck,
	listNames,
	multusFileOf,
	type PodsThatFail,
	podSubject,
	podsThatFail,
	thisNode,
} from 'rke2-netdoctor';

type Fault = PodsThatFail['fault'];
/** What plugins and Whereabouts say is for multus/plugin-failures. */
const ofPlugins = [
	'whereaboutsRefused',
	'whereaboutsUndefined',
	'whereaboutsUnreachable',
	'whereaboutsBusy',
	'noNodeSlice',
	'noLease',
	'masterBusy',
	'noDevice',
	'cniVersion',
	'routeExists',
	'bridgeAddress',
] as const satisfies readonly Fault[];
const isOwn = (fault: Fault): fault is Exclude<Fault, (typeof ofPlugins)[number]> =>
	ofPlugins.every(other => other !== fault);
const again = {
	text: 'Delete the rke2-multus pod of this node: it writes its kubeconfig again',
	changes: 'cluster',
} as const;
const describePod = {text: 'kubectl -n {namespace} describe pod {pod}'} as const;

export default defineCheck({
	id: 'multus/pod-failures',
	title: 'Multus attaches the pods that start on this node',
	rationale:
		"When Multus or one of the plugins that it calls fails, the pod stays in ContainerCreating and the kubelet tries again and again. The error is in kubelet's log on this node, also where nobody may read NetworkAttachmentDefinitions. Pods that started in the end, and errors of long ago, are left alone.",
	when: {multus: true},
	needs: {log: 'kubelet.log', sandboxes: 'crictl.pods', files: 'cni.configuration'},
	messages: {
		unauthorized: {
			severity: 'critical',
			text: 'The API refuses the credentials of Multus, so that {pods} cannot start',
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d/multus.d/multus.kubeconfig'},
					{text: 'Delete the rke2-multus pod of this node: it writes a new token', changes: 'cluster'},
				],
				links: ['rke2/multus-using', 'multus/configuration'],
			},
		},
		untrusted: {
			severity: 'critical',
			text: 'Multus does not trust the certificate of the API ({detail}), so that {pods} cannot start',
			guide: {
				steps: [
					{text: 'date: a clock that is wrong makes good certificates invalid'},
					again,
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
				steps: [
					{text: 'crictl ps -a --name kube-multus, and ls -l /run/multus'},
					{text: 'Delete the rke2-multus pod of this node', changes: 'cluster'},
				],
				links: ['rke2/multus-thick', 'multus/thick-plugin'],
			},
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
		noSuchNetwork: {
			severity: 'warning',
			text: '{pods} cannot start: there is no NetworkAttachmentDefinition {detail}',
			guide: {
				steps: [
					{text: 'kubectl get network-attachment-definitions -A'},
					{
						text: 'Correct the annotation k8s.v1.cni.cncf.io/networks of the pod (namespace/name), or create the definition',
						changes: 'cluster',
					},
				],
				links: ['multus/network-attachment-definition', 'multus/how-to-use'],
			},
		},
		noConfiguration: {
			severity: 'warning',
			text: '{pods} cannot start: its NetworkAttachmentDefinition has no spec.config, and this node no configuration of that name in /etc/cni/multus/net.d',
			guide: {
				steps: [
					{text: 'kubectl get network-attachment-definitions -A -o yaml | grep -c "config:"'},
					{text: 'ls -l /etc/cni/multus/net.d'},
					{
						text: 'Write the configuration into spec.config of the definition, so that all nodes have it',
						changes: 'cluster',
					},
				],
				links: ['multus/network-attachment-definition'],
			},
		},
		annotation: {
			severity: 'warning',
			text: '{pods} cannot start: Multus cannot read the annotation k8s.v1.cni.cncf.io/networks',
			guide: {
				steps: [describePod, {text: 'Correct the annotation in the template of the pod', changes: 'cluster'}],
				links: ['multus/how-to-use'],
			},
		},
		isolation: {
			severity: 'warning',
			text: '{pods} cannot start: with namespaceIsolation a pod may not use networks of the namespace {detail}',
			guide: {
				steps: [
					{
						text: 'Create the NetworkAttachmentDefinition in the namespace of the pod, or add {detail} to config.cni_conf.globalNamespaces in the HelmChartConfig rke2-multus',
						changes: 'cluster',
					},
				],
				links: ['multus/namespace-isolation', 'rke2/chart-multus'],
			},
		},
		pluginMissing: {
			severity: 'critical',
			text: '{pods} cannot start: /opt/cni/bin has no plugin {detail}',
			guide: {
				steps: [
					{text: 'ls -l /opt/cni/bin'},
					{
						text: 'The Multus pod brings the reference plugins; whereabouts, sriov and others come with their own charts',
					},
				],
				links: ['rke2/multus-plugins', 'rke2/multus-ipam'],
			},
		},
		linkMissing: {
			severity: 'critical',
			text: '{pods} cannot start: the interface on which the network {network} builds is not on this node',
			guide: {
				steps: [
					{text: 'ip -br link'},
					{text: 'kubectl get network-attachment-definitions -A -o yaml | grep -B3 -A3 master'},
					{
						text: 'Correct the master in the definition, or keep the pods to nodes that have the interface with a nodeSelector',
						changes: 'cluster',
					},
				],
				links: ['multus/macvlan', 'multus/network-attachment-definition'],
			},
		},
		noDhcp: {
			severity: 'critical',
			text: '{pods} cannot start: the network {network} takes addresses by DHCP, but the daemon for it has no {detail}',
			guide: {
				steps: [
					{text: 'ls -l /run/cni, and crictl ps -a --name dhcp'},
					{text: 'Set manifests.dhcpDaemonSet: true in the HelmChartConfig rke2-multus', changes: 'cluster'},
				],
				links: ['rke2/multus-ipam', 'multus/dhcp'],
			},
		},
		poolFull: {
			severity: 'critical',
			text: '{pods} cannot start: the network {network} has no address left in {detail}',
			guide: {
				steps: [
					{
						text: 'kubectl get ippools.whereabouts.cni.cncf.io -A, or with host-local: ls /var/lib/cni/networks/{network}',
					},
					{
						text: 'Remove what belongs to pods that are gone, or make the range larger in the NetworkAttachmentDefinition',
						changes: 'cluster',
					},
				],
				links: ['rke2/multus-ipam', 'multus/whereabouts'],
			},
		},
		itself: {
			severity: 'critical',
			text: '{pods} cannot start: Multus refuses it: {detail}',
			guide: {
				steps: [describePod, {text: 'crictl logs --tail 50 $(crictl ps -aq --name multus | head -1)'}],
				links: ['multus/how-to-use', 'multus/configuration'],
			},
		},
		other: {
			severity: 'critical',
			text: '{pods} cannot start: Multus cannot add the network {network}: {detail}',
			guide: {
				steps: [
					describePod,
					{text: 'kubectl get network-attachment-definitions -A, and compare the definition with this node'},
				],
				links: ['multus/how-to-use', 'multus/network-attachment-definition'],
			},
		},
	},
	*run({log, sandboxes, files}, {finding, environment}) {
		const delegates = multusFileOf(files)?.config.delegates ?? [];
		for (const {fault, detail, network = '', isOfNode, failures} of podsThatFail(log, sandboxes, delegates)) {
			if (!isOwn(fault)) {
				continue;
			}
			const [{namespace, name, error, count}] = failures;
			const pods = listNames(failures.map(pod => `${pod.namespace}/${pod.name}`));
			const subject = isOfNode ? thisNode(environment) : podSubject({namespace, name});
			yield finding(fault, {pods, detail, network, namespace, pod: name}, subject, {
				evidence: [{from: 'log', excerpt: `${count} times for ${namespace}/${name}: ${error}`}],
				about: failures.map(podSubject).filter(about => about.name !== subject.name),
			});
		}
	},
});
