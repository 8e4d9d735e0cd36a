import {cniTitles, defineCheck, thisNode, withoutApi} from 'rke2-netdoctor';

export default defineCheck({
	id: 'service/unserved',
	title: 'Somebody serves services on this node',
	rationale:
		'disable-kube-proxy is for clusters whose CNI translates service addresses itself: Cilium with kubeProxyReplacement, Calico with linuxDataplane: BPF. Canal, flannel and Calico with its other data planes leave that to kube-proxy: without it no service address works, not even that of the API, which CoreDNS and the CNI need.',
	when: {cni: ['canal', 'flannel', 'calico'], kubeProxy: ['absent']},
	needs: {contact: 'service.contact'},
	messages: {
		nobody: {
			severity: 'critical',
			text: 'Nobody serves services on this node: kube-proxy is off ({how}), and {cni} does not replace it; {address}:{port} does not answer',
			guide: {
				steps: [
					{text: 'grep -r disable-kube-proxy /etc/rancher/rke2, on every server'},
					{
						text: 'Remove disable-kube-proxy: true from the configuration of every server, and restart rke2-server on one after the other',
						changes: 'node',
					},
					{
						text: 'Or let Calico serve them: linuxDataplane: BPF and kubernetesServiceEndpoint in the HelmChartConfig rke2-calico',
						changes: 'cluster',
					},
				],
				links: ['rke2/server-config', 'rke2/calico', 'kubernetes/debug-service'],
			},
			explains: [
				'service/api-address',
				'dns/service-address',
				'calico/container',
				'canal/container',
				'flannel/container',
				'calico/felix-health',
				'cni/configuration-missing',
				'cni/pod-failures',
				...withoutApi,
			],
		},
	},
	*run({contact: {address, port, service}}, {finding, environment}) {
		if (service.result === 'answered') {
			return;
		}
		const [signal] = environment.kubeProxy.signals;
		yield finding(
			'nobody',
			{
				address,
				port,
				cni: cniTitles[environment.cni.value === 'none' ? 'other' : (environment.cni.value ?? 'other')],
				how: signal?.says ?? 'no container kube-proxy runs',
			},
			thisNode(environment),
			{
				evidence: [
					{from: 'contact', of: address, excerpt: `${address}:${port} ${service.result}`},
					{from: 'environment', of: signal?.source ?? 'detection', excerpt: signal?.says ?? 'no kube-proxy'},
				],
			},
		);
	},
});
