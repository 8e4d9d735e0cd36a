import {
	ciliumChartSubject,
	contains,
	defineCheck,
	parseAddress,
	parseCidr,
	textValueAt,
	thisNode,
	userValuesOf,
	valueAt,
} from 'rke2-netdoctor';

/** Other ways in which somebody may have told the agent where the API is. */
const otherWays = ['extraEnv', 'k8s.apiServerURLs', 'k8sServiceHostRef', 'kubeConfigPath'];
const loopback = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;
const set = {
	text: 'Set k8sServiceHost: "localhost" and k8sServicePort: "6443" in the HelmChartConfig rke2-cilium: RKE2 brings every node to the API there',
	changes: 'cluster',
} as const;
const links = ['rke2/cilium', 'cilium/kube-proxy-free', 'rke2/helmchartconfig'] as const;
const symptoms = [
	'cilium/agent-waits#apiUnreachable',
	'cilium/container',
	'cilium/agent',
	'cilium/kubernetes',
	'cilium/controllers',
	'cilium/stale-status',
] as const;

export default defineCheck({
	id: 'cilium/api-address',
	title: 'Without kube-proxy Cilium knows where the Kubernetes API is',
	rationale:
		'The service address of the API works only once somebody serves services. Where Cilium is to do that itself it must reach the API by another address first: on RKE2 localhost:6443, on servers the API server, on agents a load balancer to all of them. Without it the agents run on until they are restarted, and then never come up.',
	when: {cni: ['cilium'], kubeProxy: ['replaced', 'absent']},
	needs: {helm: 'kubernetes.helm', agent: 'cilium.agent'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'Cilium replaces kube-proxy but is not told where the Kubernetes API is (k8sServiceHost): its agent cannot come up',
			guide: {steps: [{text: 'kubectl -n kube-system get helmchartconfig rke2-cilium -o yaml'}, set], links},
			explains: symptoms,
		},
		latent: {
			severity: 'warning',
			text: 'Cilium replaces kube-proxy but is not told where the Kubernetes API is (k8sServiceHost): it works until its agent or the node is restarted',
			guide: {steps: [{text: 'kubectl -n kube-system get helmchartconfig rke2-cilium -o yaml'}, set], links},
		},
		serviceAddress: {
			severity: 'critical',
			text: 'k8sServiceHost is {host}, a service address, which only Cilium itself could serve: its agent cannot come up',
			guide: {steps: [set], links},
			explains: symptoms,
		},
		port: {
			severity: 'critical',
			text: 'k8sServiceHost is {host}, but k8sServicePort is {port}: on an RKE2 node the API answers on port 6443',
			guide: {steps: [set], links},
			explains: symptoms,
		},
	},
	*run({helm, agent}, {finding, environment}) {
		const values = userValuesOf(helm.configs, 'rke2-cilium');
		const chart = helm.charts.find(({name}) => name === 'rke2-cilium');
		const isReplacing = /^(true|strict)$/.test(textValueAt(values ?? {}, 'kubeProxyReplacement') ?? '');
		if (values === undefined || chart === undefined || !isReplacing) {
			return;
		}
		const host = textValueAt(values, 'k8sServiceHost');
		const port = textValueAt(values, 'k8sServicePort');
		const details = (excerpt: string) =>
			({
				evidence: [{from: 'helm', of: 'helmchartconfigs', excerpt}],
				affects: [thisNode(environment), ciliumChartSubject],
			}) as const;
		if (host === undefined) {
			if (!otherWays.some(path => valueAt(values, path) !== undefined)) {
				const isWell = agent.state === 'answered' && agent.status.kubernetes?.state === 'Ok';
				const excerpt = `kubeProxyReplacement: ${valueAt(values, 'kubeProxyReplacement')}, no k8sServiceHost`;
				yield finding(isWell ? 'latent' : 'missing', {}, ciliumChartSubject, details(excerpt));
			}
			return;
		}
		const excerpt = `k8sServiceHost: ${host}, k8sServicePort: ${port ?? '(none)'}`;
		const address = parseAddress(host);
		const ranges = (chart.set['global.serviceCIDR'] ?? '')
			.split(',')
			.flatMap(text => parseCidr(text.trim()) ?? []);
		if (address !== undefined && ranges.some(range => contains(range, address))) {
			yield finding('serviceAddress', {host}, ciliumChartSubject, details(excerpt));
		} else if (loopback.test(host) && port !== '6443') {
			yield finding('port', {host, port: port ?? 'not set'}, ciliumChartSubject, details(excerpt));
		}
	},
});
