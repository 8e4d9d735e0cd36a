import {ciliumAgentSubject, defineCheck, thisNode} from 'rke2-netdoctor';

/** `Strict` until 1.14, `True` since; until then Probe and Partial left the rest to kube-proxy. */
const replaces = (mode: string): boolean => /^(true|strict)$/i.test(mode);
/** Takes over what the kernel lets it; with Partial somebody has said which. */
const probes = (mode: string): boolean => /^probe$/i.test(mode);
const doesNot = (mode: string): boolean => /^(false|disabled)$/i.test(mode);

export default defineCheck({
	id: 'cilium/kube-proxy-replacement',
	title: 'Either kube-proxy or Cilium serves the services on this node',
	rationale:
		'kube-proxy and kubeProxyReplacement are switched in two places: disable-kube-proxy in the configuration of every server, and the values of rke2-cilium. With neither no service address works, so that not even CoreDNS reaches the API. With both they translate the same connections without knowing of each other.',
	when: {cni: ['cilium']},
	needs: {status: 'cilium.status', containers: 'crictl.containers'},
	messages: {
		probed: {
			severity: 'warning',
			text: 'Cilium replaces whatever parts of kube-proxy the kernel of this node lets it (KubeProxyReplacement Probe), while kube-proxy runs: connections may break after an upgrade of either',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get configmap cilium-config -o yaml | grep kube-proxy-replacement'},
					{
						text: 'Decide for one: kubeProxyReplacement: "disabled" (false since 1.14) in the HelmChartConfig rke2-cilium, without upgradeCompatibility, which brings back such defaults',
						changes: 'cluster',
					},
					{text: 'kubectl -n kube-system rollout restart daemonset cilium', changes: 'cluster'},
				],
				links: ['rke2/cilium', 'cilium/kube-proxy-free', 'rke2/helmchartconfig'],
			},
		},
		nobody: {
			severity: 'critical',
			text: 'Nobody serves services on this node: kube-proxy is disabled, and Cilium does not replace it (KubeProxyReplacement {mode})',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get helmchartconfig rke2-cilium -o yaml'},
					{
						text: 'Set kubeProxyReplacement: true, k8sServiceHost: "localhost" and k8sServicePort: "6443" in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
					{
						text: 'Or remove disable-kube-proxy: true from /etc/rancher/rke2/config.yaml on every server, and restart rke2-server on them',
						changes: 'node',
					},
				],
				links: ['rke2/cilium', 'cilium/kube-proxy-free', 'rke2/server-config'],
			},
			explains: [
				'cilium/kubernetes',
				'cilium/controllers',
				'cilium/agent#notReady',
				'cilium/host-port',
				'cilium/agent-waits#apiUnreachable',
				'service/api-address#silent',
			],
		},
		both: {
			severity: 'warning',
			text: 'kube-proxy runs although Cilium replaces it: both translate service addresses, and connections may break when one of them changes',
			guide: {
				steps: [
					{
						text: 'Set disable-kube-proxy: true in /etc/rancher/rke2/config.yaml on every server, and restart rke2-server on them',
						changes: 'node',
					},
					{
						text: 'Reboot the nodes one by one, so that the rules of kube-proxy are gone: iptables-save | grep -c KUBE-SVC',
						changes: 'node',
					},
					{
						text: 'Or set kubeProxyReplacement: false in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
				],
				links: ['rke2/cilium', 'cilium/kube-proxy-free', 'rke2/server-config'],
			},
		},
	},
	*run({status: {kubeProxyReplacement}, containers}, {finding, environment}) {
		if (kubeProxyReplacement === undefined) {
			return;
		}
		const {mode} = kubeProxyReplacement;
		const own = containers.find(({name, state}) => name === 'kube-proxy' && state === 'running');
		const said = {from: 'status', excerpt: `"kube-proxy-replacement": {"mode": "${mode}"}`} as const;
		if (doesNot(mode) && environment.kubeProxy.value === 'absent' && own === undefined) {
			const [signal] = environment.kubeProxy.signals;
			const absence = {from: 'containers', excerpt: signal?.says ?? 'no container kube-proxy runs'} as const;
			yield finding('nobody', {mode}, ciliumAgentSubject, {
				evidence: [said, absence],
				affects: [thisNode(environment)],
			});
		}
		if (own === undefined) {
			return;
		}
		const details = {
			evidence: [said, {from: 'containers', excerpt: `kube-proxy running, attempt ${own.attempt}`}],
		} as const;
		if (replaces(mode)) {
			yield finding('both', {}, {kind: 'Pod', namespace: 'kube-system', name: 'kube-proxy'}, details);
		} else if (probes(mode)) {
			yield finding('probed', {}, ciliumAgentSubject, details);
		}
	},
});
