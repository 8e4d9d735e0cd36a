import {atPort, defineCheck, pluginsWithoutApi, thisNode, unansweredCalls} from 'rke2-netdoctor';

const explains = [
	'service/api-address',
	'dns/service-address',
	...pluginsWithoutApi,
	'canal/container',
	'flannel/container',
	'calico/container',
	'cni/configuration-missing',
	'flannel/log#apiUnreachable',
	'canal/log#apiUnreachable',
	'calico/log#apiUnreachable',
	...unansweredCalls,
] as const;

export default defineCheck({
	id: 'service/kube-proxy-absent',
	title: 'Something serves services on this node',
	rationale:
		'Canal, Flannel and Calico leave services to kube-proxy, unless Calico runs its eBPF data plane. RKE2 writes a manifest for kube-proxy when it starts; without one, because the servers turn it off or because this node runs an RKE2 that does not fit theirs, no service address leads anywhere: neither that of the API nor that of the cluster DNS.',
	when: {cni: ['canal', 'flannel', 'calico']},
	needs: {
		containers: 'crictl.containers',
		health: 'kube-proxy.health',
		contact: 'service.contact',
		settled: 'rke2.settled',
	},
	messages: {
		absent: {
			severity: 'critical',
			text: 'There is no kube-proxy on this node, and nothing else serves services with {cni}: {service}, the service address of the API, does not answer, although {server} answers directly',
			guide: {
				steps: [
					{
						text: 'ls /var/lib/rancher/rke2/agent/pod-manifests; crictl ps -a --name kube-proxy: both know none',
					},
					{
						text: 'rke2 --version, here and on the servers: upgrade an agent that is older than the servers; then systemctl restart rke2-server or rke2-agent here, which writes the manifest',
						changes: 'node',
					},
					{
						text: 'grep -r disable-kube-proxy /etc/rancher/rke2/config.yaml /etc/rancher/rke2/config.yaml.d, on every server: only Cilium with kubeProxyReplacement and Calico with eBPF do without, on a kernel that can (crictl logs of calico-node: "Disabling BPF mode"); else remove it and restart RKE2 on all nodes',
						changes: 'node',
					},
				],
				links: ['rke2/server-config', 'kubernetes/debug-service', 'rke2/cli-tools'],
			},
			explains,
		},
	},
	*run({containers, health, contact}, {finding, environment}) {
		const {kubeProxy, dataplane} = environment;
		const {address, port, service, endpoints} = contact;
		const server = endpoints.find(({answer}) => answer?.result === 'answered');
		const isServed =
			(kubeProxy.value ?? 'absent') !== 'absent' ||
			health.state !== 'refused' ||
			dataplane.value === 'ebpf' ||
			containers.some(({name}) => name === 'kube-proxy');
		if (isServed || server === undefined || service.result === 'answered') {
			return;
		}
		yield finding(
			'absent',
			{
				cni: environment.cni.value ?? '',
				service: atPort(address, port),
				server: atPort(server.address, server.port),
			},
			{kind: 'Pod', namespace: 'kube-system', name: 'kube-proxy'},
			{
				evidence: [
					{from: 'containers', excerpt: 'no container kube-proxy'},
					{from: 'contact', excerpt: `${atPort(address, port)} ${service.result}`, of: address},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
