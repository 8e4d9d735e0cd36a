import {defineCheck, felixSetting, thisNode} from 'rke2-netdoctor';

const steps = [
	{
		text: 'kubectl -n kube-system get helmchartconfig rke2-calico -o yaml: kubernetesServiceEndpoint must name a host that answers on 6443 without kube-proxy',
	},
	{
		text: 'Then set disable-kube-proxy: true in /etc/rancher/rke2/config.yaml on every server, and restart rke2-server on them',
		changes: 'node',
	},
	{
		text: 'Or let both run: felixConfiguration.bpfKubeProxyIptablesCleanupEnabled: false in the HelmChartConfig rke2-calico',
		changes: 'cluster',
	},
] as const;
const links = ['rke2/calico', 'calico/ebpf', 'rke2/server-config'] as const;
/** Whether Felix removes the rules of kube-proxy: it does unless told otherwise. */
const cleanup = 'bpfKubeProxyIptablesCleanupEnabled';

export default defineCheck({
	id: 'calico/ebpf-kube-proxy',
	title: "kube-proxy does not run beside Calico's eBPF data plane",
	rationale:
		'With linuxDataplane: BPF Felix serves services itself and, unless told otherwise, removes the rules of kube-proxy, which writes them again; with bpfKubeProxyIptablesCleanupEnabled: false both may run. disable-kube-proxy belongs into the configuration of every server, and kubernetesServiceEndpoint into the values of rke2-calico, since calico-node must then find the API without a service address.',
	when: {cni: ['calico'], dataplane: ['ebpf']},
	needs: {containers: 'crictl.containers', settings: 'felix.settings'},
	messages: {
		both: {
			severity: 'warning',
			text: "kube-proxy runs beside Calico's eBPF data plane: one removes the rules that the other writes",
			guide: {steps, links},
			explains: ['service/api-address#silent', 'service/kube-proxy-log#cannotWrite'],
		},
		perhaps: {
			severity: 'info',
			text: "kube-proxy runs beside Calico's eBPF data plane: unless a FelixConfiguration sets bpfKubeProxyIptablesCleanupEnabled to false, one removes the rules that the other writes",
			guide: {
				steps: [
					{
						text: 'On a server: kubectl get felixconfigurations.crd.projectcalico.org -o yaml | grep bpfKubeProxy',
					},
					...steps,
				],
				links,
			},
		},
	},
	*run({containers, settings}, {finding, environment}) {
		const own = containers.find(({name, state}) => name === 'kube-proxy' && state === 'running');
		const {value, setBy, isCertain} = felixSetting(settings, cleanup);
		if (own === undefined || value?.toLowerCase() === 'false') {
			return;
		}
		yield finding(
			isCertain ? 'both' : 'perhaps',
			{},
			{kind: 'Pod', namespace: 'kube-system', name: 'kube-proxy'},
			{
				evidence: [
					{from: 'containers', excerpt: `kube-proxy running, attempt ${own.attempt}`},
					{
						from: 'settings',
						excerpt: `${cleanup}: ${value ?? '(not set)'}${setBy === undefined ? '' : ` by ${setBy}`}`,
					},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
