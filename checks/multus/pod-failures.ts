import {
	defineCheck,
	listNames,
	multusFailureOf,
	multusFileOf,
	podSubject,
	sandboxFailures,
	thisNode,
} from 'rke2-netdoctor';

/** What keeps Multus from attaching any pod of this node, whatever it asks for. */
const ofNode = ['unauthorized', 'apiUnreachable', 'daemonDown', 'waiting'];
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
		const started = new Set(
			sandboxes.filter(({isReady}) => isReady).map(({namespace, name}) => `${namespace}/${name}`),
		);
		const multus = multusFileOf(files);
		// What the primary CNI refuses is not about Multus.
		const primary = new Set(['k8s-pod-network', 'cbr0', 'portmap', 'cilium']);
		for (const {name} of multus?.config.delegates ?? []) {
			primary.add(name ?? '');
		}
		const failures = sandboxFailures(log)
			.filter(({plugin}) => plugin === 'multus' || plugin === 'multus-shim')
			.filter(({namespace, name}) => !started.has(`${namespace}/${name}`))
			.map(failure => ({...failure, ...multusFailureOf(failure.error)}))
			.filter(({network, fault}) => (network === undefined ? fault !== 'other' : !primary.has(network)));
		const keyOf = ({fault, detail, network, namespace, name}: (typeof failures)[number]): string =>
			ofNode.includes(fault) ? fault : `${fault} ${detail} ${network} ${podSubject({namespace, name}).name}`;
		for (const key of new Set(failures.map(keyOf))) {
			const [first, ...others] = failures.filter(failure => keyOf(failure) === key);
			if (first === undefined) {
				continue;
			}
			const {fault, detail, network = '', namespace, name, error, count} = first;
			const pods = listNames([first, ...others].map(pod => `${pod.namespace}/${pod.name}`));
			const subject = ofNode.includes(fault) ? thisNode(environment) : podSubject({namespace, name});
			yield finding(fault, {pods, detail, network, namespace, pod: name}, subject, {
				evidence: [{from: 'log', excerpt: `${count} times for ${namespace}/${name}: ${error}`}],
				about: [first, ...others].map(podSubject).filter(about => about.name !== subject.name),
			});
		}
	},
});
