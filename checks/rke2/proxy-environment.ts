import {defineCheck, isExemptFromProxy, listNames, podNetworkFailures, thisNode} from 'rke2-netdoctor';

/** What a plugin says whose question to the API went to a proxy. */
const byProxy =
	/proxyconnect|x509: certificate is valid for|Proxy Authentication|Service Unavailable|Forbidden|Bad Gateway|Gateway Timeout|i\/o timeout|EOF/;

const environmentFile = '/etc/default/rke2-{role}';

export default defineCheck({
	id: 'rke2/proxy-environment',
	title: 'The network plugin asks the API itself, not a proxy',
	rationale:
		'containerd hands its environment on to the CNI plugins that it calls. Where a proxy is set and NO_PROXY does not hold the range of services, the plugin asks the proxy for the service address of the API, gets an error or the certificate of somebody else, and no pod starts. CONTAINERD_NO_PROXY replaces NO_PROXY, so that the ranges which RKE2 adds to it are missing there.',
	when: {cni: ['canal', 'flannel', 'calico']},
	needs: {
		unit: 'rke2.unit-environment',
		services: 'service.endpoints',
		log: 'kubelet.log',
		sandboxes: 'crictl.pods',
	},
	messages: {
		containerd: {
			severity: 'critical',
			text: 'CONTAINERD_NO_PROXY does not hold {address}, the service address of the API: the network plugin asks the proxy, so that {pods} cannot start ({error})',
			guide: {
				steps: [
					{
						text: `In ${environmentFile}: add the ranges of services and of pods, those of the nodes, .svc and .cluster.local to CONTAINERD_NO_PROXY, such as 10.42.0.0/16,10.43.0.0/16`,
						changes: 'node',
					},
					{text: 'systemctl restart rke2-{role}', changes: 'node'},
				],
				links: ['rke2/http-proxy', 'kubernetes/cni-errors'],
			},
			explains: ['cni/pod-failures'],
		},
		rke2: {
			severity: 'critical',
			text: 'A proxy is set, and NO_PROXY does not hold {address}, the service address of the API: the network plugin asks the proxy, so that {pods} cannot start ({error})',
			guide: {
				steps: [
					{
						text: `In ${environmentFile}: add the ranges of services and of pods as this cluster has them, those of the nodes, .svc and .cluster.local to NO_PROXY`,
						changes: 'node',
					},
					{text: 'systemctl restart rke2-{role}', changes: 'node'},
					{text: 'With several network cards: set node-ip as well, and check the default route'},
				],
				links: ['rke2/http-proxy', 'rke2/config-files', 'kubernetes/cni-errors'],
			},
			explains: ['cni/pod-failures'],
		},
	},
	*run({unit: {variables}, services: {api}, log, sandboxes}, {finding, environment}) {
		const ofContainerd = variables.CONTAINERD_HTTPS_PROXY || variables.CONTAINERD_HTTP_PROXY;
		const proxy = ofContainerd || variables.HTTPS_PROXY || variables.https_proxy;
		const own = variables.CONTAINERD_NO_PROXY;
		const noProxy = own ?? variables.NO_PROXY ?? variables.no_proxy ?? '';
		if (!proxy || api === undefined || isExemptFromProxy(noProxy, api.address)) {
			return;
		}
		const [failure] = podNetworkFailures(log, sandboxes).filter(({error}) => byProxy.test(error));
		if (failure === undefined) {
			return;
		}
		const message = own === undefined ? 'rke2' : 'containerd';
		const [first] = failure.pods;
		yield finding(
			message,
			{
				address: api.address,
				pods: listNames(failure.pods.map(({namespace, name}) => `${namespace}/${name}`)),
				error: failure.error,
				role: environment.role.value ?? 'agent',
			},
			thisNode(environment),
			{
				evidence: [
					{from: 'unit', excerpt: `${own === undefined ? 'NO_PROXY' : 'CONTAINERD_NO_PROXY'}=${noProxy}`},
					{from: 'log', excerpt: `${first.count} times for ${first.namespace}/${first.name}: ${first.error}`},
				],
			},
		);
	},
});
