import {defineCheck} from 'rke2-netdoctor';

export default defineCheck({
	id: 'flannel/backend',
	title: 'Flannel uses the backend that RKE2 supports with it',
	rationale:
		'The chart rke2-flannel takes any backend of flannel, but RKE2 tests and supports vxlan only; the others work with Canal, too.',
	when: {cni: ['flannel']},
	needs: {netConf: 'flannel.net-conf'},
	messages: {
		unsupported: {
			severity: 'info',
			text: 'Flannel is configured for the backend {type}: RKE2 supports only vxlan here',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get helmchartconfig rke2-flannel -o yaml'},
					{
						text: 'The backend of a running cluster is not changed without a break: plan it with the next rebuild, or keep it and take care of it yourself',
					},
				],
				links: ['rke2/flannel', 'rke2/select-cni'],
			},
		},
	},
	*run({netConf: {backend, source}}, {finding}) {
		if (backend.type !== 'vxlan') {
			yield finding(
				'unsupported',
				{type: backend.type},
				{kind: 'HelmChartConfig', namespace: 'kube-system', name: 'rke2-flannel'},
				{evidence: [{from: 'netConf', of: 'net-conf', excerpt: `Backend ${backend.type} (${source})`}]},
			);
		}
	},
});
