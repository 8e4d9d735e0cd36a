import {defineCheck} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/ebpf-kube-proxy',
	title: "kube-proxy does not run beside Calico's eBPF data plane",
	rationale:
		'With linuxDataplane: BPF Felix serves services itself and, unless told otherwise, removes the rules of kube-proxy, which writes them again. disable-kube-proxy belongs into the configuration of every server, and kubernetesServiceEndpoint into the values of rke2-calico, since calico-node must then find the API without a service address.',
	when: {cni: ['calico'], dataplane: ['ebpf']},
	needs: {containers: 'crictl.containers'},
	messages: {
		both: {
			severity: 'warning',
			text: "kube-proxy runs beside Calico's eBPF data plane: one removes the rules that the other writes",
			guide: {
				steps: [
					{
						text: 'kubectl -n kube-system get helmchartconfig rke2-calico -o yaml: kubernetesServiceEndpoint must name a host that answers on 6443 without kube-proxy',
					},
					{
						text: 'Then set disable-kube-proxy: true in /etc/rancher/rke2/config.yaml on every server, and restart rke2-server on them',
						changes: 'node',
					},
					{
						text: 'Or remove linuxDataplane: BPF from the HelmChartConfig rke2-calico',
						changes: 'cluster',
					},
				],
				links: ['rke2/calico', 'calico/ebpf', 'rke2/server-config'],
			},
		},
	},
	*run({containers}, {finding}) {
		const own = containers.find(({name, state}) => name === 'kube-proxy' && state === 'running');
		if (own !== undefined) {
			yield finding(
				'both',
				{},
				{kind: 'Pod', namespace: 'kube-system', name: 'kube-proxy'},
				{evidence: [{from: 'containers', excerpt: `kube-proxy running, attempt ${own.attempt}`}]},
			);
		}
	},
});
