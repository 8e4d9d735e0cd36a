import {
	defineCheck,
	pluginsWithoutApi,
	rangeIndexOf,
	textValueAt,
	thisNode,
	userValuesOf,
	withoutCalicoNode,
} from 'rke2-netdoctor';

const chart = {kind: 'HelmChartConfig', namespace: 'kube-system', name: 'rke2-calico'} as const;
const steps = [
	{text: 'kubectl -n tigera-operator get configmap kubernetes-services-endpoint -o yaml'},
	{
		text: 'Set kubernetesServiceEndpoint in the HelmChartConfig rke2-calico: host, an address that leads to all servers and is no service address, and port "6443"',
		changes: 'cluster',
	},
] as const;
const links = ['rke2/calico', 'calico/ebpf', 'rke2/chart-calico'] as const;

export default defineCheck({
	id: 'calico/api-address',
	title: 'Without kube-proxy Calico knows where the Kubernetes API is',
	rationale:
		'With linuxDataplane: BPF Felix serves services, among them that of the API. It must reach the API before it can do so: kubernetesServiceEndpoint of the chart becomes the ConfigMap kubernetes-services-endpoint, which the operator hands to calico-node, Typha and the CNI plugin. Without it what runs goes on until it is restarted, and then never comes up.',
	when: {cni: ['calico'], kubeProxy: ['replaced']},
	needs: {
		helm: 'kubernetes.helm',
		ranges: 'cluster.ranges',
		process: 'calico.process',
		health: 'felix.health',
	},
	messages: {
		missing: {
			severity: 'critical',
			text: 'Calico is to serve services instead of kube-proxy, but is not told where the Kubernetes API is ({told}): calico-node cannot come up',
			guide: {steps, links},
			explains: [
				'calico/log#apiUnreachable',
				'service/api-address',
				...pluginsWithoutApi,
				'cni/pod-failures#failing',
				...withoutCalicoNode,
				'calico/container',
				'calico/felix-health#notReady',
			],
		},
		latent: {
			severity: 'warning',
			text: 'Calico serves services instead of kube-proxy, but is not told where the Kubernetes API is ({told}): it works until calico-node or the node is restarted',
			guide: {steps, links},
		},
	},
	*run({helm, ranges, process, health}, {finding, environment}) {
		const values = userValuesOf(helm.configs, 'rke2-calico');
		if (values === undefined || !helm.charts.some(({name}) => name === 'rke2-calico')) {
			return;
		}
		const isService = rangeIndexOf(ranges.services);
		// What runs may have been told by a ConfigMap that is not the chart's.
		const set = textValueAt(values, 'kubernetesServiceEndpoint.host');
		const host = process?.api?.host ?? set;
		if (host !== undefined && !isService(host)) {
			return;
		}
		const told =
			host === undefined ? 'kubernetesServiceEndpoint.host is not set' : `${host} is a service address`;
		const isWell = health.readiness.state === 'healthy';
		yield finding(isWell ? 'latent' : 'missing', {told}, chart, {
			evidence: [
				{
					from: 'helm',
					of: 'helmchartconfigs',
					excerpt: `kubernetesServiceEndpoint.host: ${set ?? '(not set)'}`,
				},
				...(process?.api === undefined
					? []
					: [
							{
								from: 'process',
								of: 'environ',
								excerpt: `KUBERNETES_SERVICE_HOST=${process.api.host}`,
							} as const,
						]),
			],
			affects: [thisNode(environment), chart],
		});
	},
});
