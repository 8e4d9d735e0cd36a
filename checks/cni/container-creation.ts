import {defineCheck, thisNode, uncreatedContainers, workloadName} from 'rke2-netdoctor';

/** What is missing without such a pod, on this node or, where the pod is an operator or a job, in the cluster. */
const explains = [
	...['canal/pod#absent', 'flannel/pod#absent', 'calico/pod#absent', 'cilium/pod#absent'],
	...['canal/container#notStarted', 'flannel/container#notStarted', 'calico/container#notStarted'],
	...['cilium/container#notStarted', 'multus/container#notStarted'],
	...['calico/nodename', 'cni/configuration-missing', 'cni/plugin-missing', 'cni/loopback-missing'],
	...['cni/network-unavailable', 'overlay/vxlan-missing', 'flannel/subnet-env#missing'],
] as const;

export default defineCheck({
	id: 'cni/container-creation',
	title: 'The kubelet can create the containers of the pods that make the network',
	rationale:
		'Without internet every image must be on the node or in a registry that the node can reach: RKE2 loads what lies in agent/images when it starts, and the images of each CNI but Canal are in an archive of their own. A pod of the CNI whose image cannot be had, or that asks for a ConfigMap that is not there, never starts, and the node gets no network.',
	needs: {log: 'kubelet.log', containers: 'crictl.containers'},
	messages: {
		image: {
			severity: 'critical',
			text: 'The image of {container} in pod {namespace}/{pod} cannot be had: {reason}',
			guide: {
				steps: [
					{text: 'ls -l /var/lib/rancher/rke2/agent/images; crictl images'},
					{
						text: 'crictl pull {image}: an answer tells whether registry, name or credentials are wrong',
						changes: 'node',
					},
					{
						text: 'Without internet: copy the archive of this CNI, rke2-images-NAME.linux-ARCH.tar.zst of exactly this release of RKE2, to agent/images and restart RKE2',
						changes: 'node',
					},
					{
						text: 'With a private registry: compare system-default-registry, prime and registries.yaml with the names of the images that it holds',
					},
				],
				links: ['rke2/airgap', 'kubernetes/crictl', 'kubernetes/debug-cluster'],
			},
			explains,
		},
		configuration: {
			severity: 'critical',
			text: 'The kubelet cannot create {container} of pod {namespace}/{pod}: {reason}',
			guide: {
				steps: [
					{text: 'kubectl -n {namespace} describe pod {pod}'},
					{
						text: 'If it names a ConfigMap or Secret: kubectl -n kube-system get helmcharts,jobs, as the chart makes it',
					},
					{
						text: 'If services have not been read: the kubelet waits for the API, so look at rke2/api-unreachable, then delete the pod',
						changes: 'cluster',
					},
				],
				links: ['kubernetes/debug-cluster', 'rke2/logging'],
			},
			explains,
		},
	},
	*run({log, containers}, {finding, environment}) {
		for (const failure of uncreatedContainers(log, containers)) {
			const {kind, namespace, pod, container, image = 'IMAGE', reason, count} = failure;
			const subject = {kind: 'Pod', namespace, name: `${workloadName(pod)}/${container}`} as const;
			const data = {container, namespace, pod, reason: reason.slice(0, 400)};
			const details = {
				evidence: [{from: 'log', excerpt: `${count} times for ${namespace}/${pod}: ${reason}`}],
				affects: [subject, thisNode(environment)],
			} as const;
			yield kind === 'image'
				? finding('image', {...data, image}, subject, details)
				: finding('configuration', data, subject, details);
		}
	},
});
