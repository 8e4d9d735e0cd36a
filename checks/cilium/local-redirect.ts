import {ciliumChartSubject, defineCheck, userValuesOf, valueAt} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/local-redirect',
	title: 'Cilium carries out the redirect that NodeLocal DNSCache asks for',
	rationale:
		'Where Cilium replaces kube-proxy, packets to the cluster DNS reach NodeLocal DNSCache by a CiliumLocalRedirectPolicy only. The chart of CoreDNS writes it (nodelocal.use_cilium_lrp); the agents must have it switched on, under a value whose name has changed: localRedirectPolicy, then localRedirectPolicies.enabled. Without it the policy is never carried out and the cache is never asked.',
	when: {cni: ['cilium']},
	needs: {helm: 'kubernetes.helm', configuration: 'cilium.configuration'},
	messages: {
		off: {
			severity: 'warning',
			text: 'NodeLocal DNSCache relies on a LocalRedirectPolicy of Cilium (use_cilium_lrp), which is switched off in Cilium: no question reaches it',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get configmap cilium-config -o yaml | grep local-redirect'},
					{
						text: 'Set localRedirectPolicies.enabled: true (localRedirectPolicy: true in charts before 1.18) in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
					{
						text: 'kubectl -n kube-system rollout restart deployment cilium-operator daemonset cilium, and then daemonset node-local-dns',
						changes: 'cluster',
					},
				],
				links: ['rke2/nodelocal-dns-cilium', 'rke2/helmchartconfig'],
			},
			explains: ['dns/nodelocal'],
		},
		noReplacement: {
			severity: 'warning',
			text: 'NodeLocal DNSCache relies on a LocalRedirectPolicy of Cilium (use_cilium_lrp), which needs kubeProxyReplacement: true',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get configmap cilium-config -o yaml | grep kube-proxy-replacement'},
					{
						text: 'With kube-proxy remove nodelocal.use_cilium_lrp from the HelmChartConfig rke2-coredns: NodeLocal DNSCache then takes the packets itself',
						changes: 'cluster',
					},
				],
				links: ['rke2/nodelocal-dns-cilium', 'rke2/nodelocal-dns'],
			},
			explains: ['dns/nodelocal'],
		},
	},
	*run({helm, configuration}, {finding}) {
		const values = userValuesOf(helm.configs, 'rke2-coredns') ?? {};
		const asksFor =
			valueAt(values, 'nodelocal.enabled') === true && valueAt(values, 'nodelocal.use_cilium_lrp') === true;
		if (!asksFor) {
			return;
		}
		const about = [{kind: 'DaemonSet', namespace: 'kube-system', name: 'node-local-dns'}] as const;
		const asked = {from: 'helm', of: 'helmchartconfigs', excerpt: 'use_cilium_lrp: true'} as const;
		const tell = (option: string, otherwise: string) =>
			({
				evidence: [
					asked,
					{
						from: 'configuration',
						of: 'cilium-config',
						excerpt: `${option}: ${configuration[option] ?? otherwise}`,
					},
				],
				about,
			}) as const;
		if (configuration['enable-local-redirect-policy'] !== 'true') {
			yield finding('off', {}, ciliumChartSubject, tell('enable-local-redirect-policy', '(not set)'));
		} else if (configuration['kube-proxy-replacement'] === 'false') {
			yield finding('noReplacement', {}, ciliumChartSubject, tell('kube-proxy-replacement', 'false'));
		}
	},
});
