import {defineCheck, listSetting} from 'rke2-netdoctor';

export default defineCheck({
	id: 'rke2/disabled-parts',
	title: 'kube-proxy is turned off by the setting that does it',
	rationale:
		'kube-proxy is no chart any more since RKE2 1.21: "disable: rke2-kube-proxy" of old guides turns nothing off, and RKE2 1.27.8 does not start with it. What turns it off is disable-kube-proxy: true on every server.',
	when: {role: ['server']},
	needs: {configuration: 'rke2.configuration'},
	messages: {
		kubeProxy: {
			severity: 'warning',
			text: '{files} disables rke2-kube-proxy, which is no chart of RKE2 any more: that does not turn kube-proxy off, and RKE2 may refuse to start',
			guide: {
				steps: [
					{
						text: 'In {files}, on every server: remove rke2-kube-proxy from disable, and set disable-kube-proxy: true if the CNI is to replace kube-proxy',
						changes: 'node',
					},
					{text: 'systemctl restart rke2-server, one server after the other', changes: 'node'},
				],
				links: ['rke2/server-config', 'rke2/cilium', 'cilium/kube-proxy-free'],
			},
			explains: ['cilium/kube-proxy-replacement#both', 'calico/ebpf-kube-proxy'],
		},
	},
	*run({configuration: {settings}}, {finding}) {
		if (listSetting(settings, 'disable').includes('rke2-kube-proxy')) {
			const files = settings.get('disable')?.files.join(', ') ?? '/etc/rancher/rke2/config.yaml';
			yield finding(
				'kubeProxy',
				{files},
				{kind: 'File', name: files},
				{
					evidence: [{from: 'configuration', excerpt: 'disable: rke2-kube-proxy', of: files}],
					affects: [{kind: 'Pod', namespace: 'kube-system', name: 'kube-proxy'}],
				},
			);
		}
	},
});
