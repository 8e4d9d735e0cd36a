import {defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/host-port',
	title: 'Host ports of pods are served by Cilium or by the plugin portmap',
	rationale:
		'Cilium serves hostPort only where it replaces kube-proxy. Otherwise the plugin portmap must stand behind cilium-cni in its configuration, which RKE2 arranges with cni.chainingMode: portmap. Without either, ports 80 and 443 of the ingress controller are refused on the node.',
	when: {cni: ['cilium']},
	needs: {status: 'cilium.status', files: 'cni.configuration'},
	messages: {
		unserved: {
			severity: 'warning',
			text: '{path} does not chain the plugin portmap, and Cilium does not replace kube-proxy: host ports of pods, such as 80 and 443 of the ingress controller, are not served',
			guide: {
				steps: [
					{text: 'cat {path}'},
					{
						text: 'Remove cni.chainingMode from the HelmChartConfig rke2-cilium, so that the default portmap holds, or replace kube-proxy',
						changes: 'cluster',
					},
					{text: 'Delete the pods with host ports on this node afterwards', changes: 'cluster'},
				],
				links: ['rke2/cilium', 'rke2/chart-cilium', 'rke2/ingress'],
			},
		},
	},
	*run({status: {kubeProxyReplacement}, files}, {finding, environment}) {
		if (
			!/^(false|disabled)$/i.test(kubeProxyReplacement?.mode ?? '') ||
			kubeProxyReplacement?.servesHostPorts
		) {
			return;
		}
		for (const {path, config} of files) {
			const types = config.ok ? config.value.plugins.map(({type}) => type) : [];
			// Chained behind another plugin, host ports are that one's affair.
			if (types[0] === 'cilium-cni' && !types.includes('portmap')) {
				yield finding(
					'unserved',
					{path},
					{kind: 'File', name: path},
					{
						evidence: [
							{from: 'files', of: path, excerpt: `plugins: ${types.join(', ')}`},
							{
								from: 'status',
								excerpt: `"kube-proxy-replacement": {"mode": "${kubeProxyReplacement?.mode}"}`,
							},
						],
						affects: [thisNode(environment)],
					},
				);
			}
		}
	},
});
