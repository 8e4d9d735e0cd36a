import {ciliumOperatorEndOf, ciliumReasonIn, containerReportsOf, defineCheck, thisNode} from 'rke2-netdoctor';

const links = ['cilium/agent-logs', 'cilium/cluster-health', 'rke2/cilium'] as const;
const explains = ['cilium/operator-container#crashing', 'cilium/operator#notReady'] as const;
const look = {text: 'crictl logs --tail 50 $(crictl ps -aq --name cilium-operator | head -1)'} as const;
const pool = {
	text: 'kubectl -n kube-system get configmap cilium-config -o yaml | grep -E " (ipam|cluster-pool|enable-ipv)"',
} as const;

export default defineCheck({
	id: 'cilium/operator-log',
	title: 'The Cilium operator of this node does not end for a known reason',
	rationale:
		'The operator registers the kinds of Cilium, gives nodes their ranges and clears up after pods. Of its replicas one leads, by a lease that it renews every other second. It ends at once where it can do none of that, and its last words say why. Only the node where it runs has its log.',
	when: {cni: ['cilium']},
	needs: {operator: 'cilium.operator-containers', now: 'system.clock', logs: 'cilium.operator-logs'},
	messages: {
		leaderLost: {
			severity: 'warning',
			text: 'The Cilium operator on this node ends again and again because it cannot renew its lease in time: the API server, or etcd behind it, answers too slowly or not at all',
			guide: {
				steps: [
					{
						text: 'kubectl get --raw "/readyz?verbose"; on the servers: crictl logs --tail 200 $(crictl ps -q --name etcd) 2>&1 | grep -E "took too long|slow fdatasync|lost leader"',
					},
					{
						text: 'etcd needs a disk of its own that writes within 10 ms, and servers with CPU and memory to spare: others that hold a lease (kube-controller-manager, kube-scheduler) end as well',
						changes: 'node',
					},
					{
						text: 'Until then give it longer: operator.extraArgs in the HelmChartConfig rke2-cilium, such as --leader-election-lease-duration=60s and --leader-election-renew-deadline=40s',
						changes: 'cluster',
					},
				],
				links: ['cilium/agent-logs', 'cilium/cluster-health', 'rke2/requirements-linux'],
			},
			explains,
		},
		pool: {
			severity: 'warning',
			text: 'The Cilium operator ends because it cannot use the pool that it is to give nodes ranges from: {reason}. No new node gets one',
			guide: {
				steps: [
					pool,
					{
						text: 'In the HelmChartConfig rke2-cilium: ipam.operator.clusterPoolIPv4PodCIDRList, ranges that do not overlap, and clusterPoolIPv4MaskSize, longer than their prefix by 16 at most; the same for IPv6 where ipv6.enabled is true, and only there',
						changes: 'cluster',
					},
				],
				links: ['cilium/ipam', 'rke2/chart-cilium', 'rke2/helmchartconfig'],
			},
			explains,
		},
		mode: {
			severity: 'warning',
			text: 'The Cilium operator ends because its image does not know the mode that it is told to give addresses in: {reason}',
			guide: {
				steps: [
					pool,
					{
						text: 'Each cloud has an operator image of its own, which the chart chooses by eni.enabled, azure.enabled and the like: set that in the HelmChartConfig rke2-cilium, not ipam.mode alone; without a cloud remove ipam.mode',
						changes: 'cluster',
					},
				],
				links: ['cilium/ipam', 'rke2/chart-cilium', 'rke2/cilium'],
			},
			explains,
		},
		cloud: {
			severity: 'warning',
			text: 'The Cilium operator ends because it cannot take the addresses of pods from the cloud: {reason}',
			guide: {
				steps: [
					look,
					{
						text: 'Give the role of the machines, or the credentials of the operator, what the guide lists, and see that this node reaches the API of the cloud and its metadata service',
						changes: 'cluster',
					},
				],
				links: ['cilium/ipam', 'rke2/cilium', 'rke2/chart-cilium'],
			},
			explains,
		},
		kubernetes: {
			severity: 'warning',
			text: 'The Cilium operator ends because the Kubernetes of this cluster is too old for it: {reason}',
			guide: {
				steps: [
					{
						text: 'kubectl version; kubectl -n kube-system get helmchart rke2-cilium -o yaml | grep -E "chart:|version:"',
					},
					{
						text: 'Upgrade all servers to the release of RKE2 that brings this chart, or take an image that somebody has set in the HelmChartConfig rke2-cilium back',
						changes: 'cluster',
					},
				],
				links: ['cilium/kubernetes-requirements', 'rke2/cilium', 'rke2/helmchartconfig'],
			},
			explains,
		},
		portTaken: {
			severity: 'warning',
			text: 'The Cilium operator ends because another program has one of its ports on this node: {reason}',
			guide: {
				steps: [
					{text: 'ss -lntp | grep -E ":(9234|9963|9891)\\b": whose port is it?'},
					{text: 'Move or stop that program; a second replica on this node has it as well', changes: 'node'},
				],
				links,
			},
			explains,
		},
		apiRefuses: {
			severity: 'warning',
			text: 'The Cilium operator ends because the Kubernetes API refuses it, or it does not trust the API: {reason}',
			guide: {
				steps: [
					look,
					{
						text: '"forbidden": its role is of another release, which installing the chart again brings: kubectl -n kube-system delete job helm-install-rke2-cilium',
						changes: 'cluster',
					},
					{
						text: '"x509": the address in k8sServiceHost must be among the names of the certificate: tls-san on the servers',
						changes: 'cluster',
					},
				],
				links,
			},
			explains,
		},
		apiUnreachable: {
			severity: 'warning',
			text: 'The Cilium operator ends because it does not reach the Kubernetes API: {reason}',
			guide: {
				steps: [
					look,
					{
						text: 'k8sServiceHost and k8sServicePort in the HelmChartConfig rke2-cilium must be right for this node, too; localhost and 6443 are on every node of RKE2',
						changes: 'cluster',
					},
					{
						text: 'Without them it asks the service address, for which kube-proxy must run: crictl ps --name kube-proxy',
					},
				],
				links,
			},
			explains,
		},
	},
	*run({operator: {pod}, now, logs}, {finding, environment}) {
		const isDown = containerReportsOf('operator', ['cilium-operator'], {pod, now, logs}).some(
			({kind}) => kind === 'crashing' || kind === 'stopped',
		);
		const end = isDown ? ciliumOperatorEndOf(logs) : undefined;
		if (end === undefined) {
			return;
		}
		const subject = {kind: 'Deployment', namespace: 'kube-system', name: 'cilium-operator'} as const;
		yield finding(end.fault, {reason: ciliumReasonIn(end.message) ?? end.message.slice(0, 300)}, subject, {
			evidence: [{from: 'logs', of: end.path, excerpt: end.message.slice(0, 400)}],
			affects: [subject, thisNode(environment)],
		});
	},
});
