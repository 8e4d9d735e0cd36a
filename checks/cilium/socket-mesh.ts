import {ciliumChartSubject, defineCheck} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/socket-mesh',
	title: 'A service mesh sees the addresses of services that pods connect to',
	rationale:
		'With kubeProxyReplacement Cilium translates the address of a service already when a program connects to it, inside the pod. A mesh such as Istio, which takes connections over on their way and tells by that address where they lead, then sees that of a pod: its routes and policies no longer count.',
	when: {cni: ['cilium']},
	needs: {status: 'cilium.status', configuration: 'cilium.configuration', files: 'cni.configuration'},
	messages: {
		bypassed: {
			severity: 'warning',
			text: 'Istio is chained in {path}, but Cilium translates services inside pods (socketLB): the mesh does not see which service a connection is for',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get configmap cilium-config -o yaml | grep bpf-lb-sock'},
					{
						text: 'Set socketLB.hostNamespaceOnly: true in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
					{
						text: 'kubectl -n kube-system rollout restart daemonset cilium, then the pods of the mesh',
						changes: 'cluster',
					},
				],
				links: ['cilium/istio', 'cilium/kube-proxy-free', 'rke2/helmchartconfig'],
			},
		},
	},
	*run({status: {kubeProxyReplacement}, configuration, files}, {finding}) {
		const mode = kubeProxyReplacement?.mode ?? '';
		const isInPods =
			(/^(?:true|strict)$/i.test(mode) || configuration['bpf-lb-sock'] === 'true') &&
			configuration['bpf-lb-sock'] !== 'false' &&
			configuration['bpf-lb-sock-hostns-only'] !== 'true';
		for (const {path, config} of files) {
			const types = config.ok ? config.value.plugins.map(({type}) => type) : [];
			if (isInPods && types.includes('cilium-cni') && types.includes('istio-cni')) {
				yield finding('bypassed', {path}, ciliumChartSubject, {
					evidence: [
						{from: 'files', of: path, excerpt: `plugins: ${types.join(', ')}`},
						{
							from: 'configuration',
							excerpt: `bpf-lb-sock: ${configuration['bpf-lb-sock'] ?? '(by kubeProxyReplacement)'}, bpf-lb-sock-hostns-only: ${configuration['bpf-lb-sock-hostns-only'] ?? 'false'}`,
						},
					],
				});
			}
		}
	},
});
