import {ciliumChartSubject, defineCheck, thisNode, userValuesOf, valueAt} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/eni',
	title: 'Cilium takes addresses from AWS only on machines of AWS',
	rationale:
		'With eni.enabled the addresses of pods come from network interfaces that the operator asks of the EC2 API, and agents ask the metadata service of their instance. On any other machine neither answers: agents wait for ever, and no pod gets a network. The line is often copied from an example.',
	when: {cni: ['cilium']},
	needs: {helm: 'kubernetes.helm', vendor: 'system.vendor'},
	messages: {
		notOnAws: {
			severity: 'critical',
			text: 'Cilium is told to take the addresses of pods from AWS (eni.enabled: true), but this machine is of {vendor}: no pod on it can get a network',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get helmchartconfig rke2-cilium -o yaml'},
					{
						text: 'Remove eni from the HelmChartConfig rke2-cilium, and ipam.mode and routingMode if they were set for it, and from the manifest that it comes from',
						changes: 'cluster',
					},
					{
						text: 'Then kubectl -n kube-system rollout restart daemonset cilium deployment cilium-operator',
						changes: 'cluster',
					},
				],
				links: ['rke2/cilium', 'rke2/helmchartconfig', 'rke2/chart-cilium'],
			},
			explains: [
				'cilium/agent-log',
				'cilium/agent-node',
				'cilium/agent-waits',
				'cilium/container',
				'cilium/agent',
				'cilium/addresses',
				'cilium/pod-cidr',
				'cilium/controllers',
				'cni/configuration-missing',
				'cilium.*',
			],
		},
	},
	*run({helm, vendor}, {finding, environment}) {
		const values = userValuesOf(helm.configs, 'rke2-cilium') ?? {};
		if (valueAt(values, 'eni.enabled') === true && !vendor.isAmazon) {
			yield finding('notOnAws', {vendor: vendor.vendor || 'another maker'}, ciliumChartSubject, {
				evidence: [
					{from: 'helm', of: 'helmchartconfigs', excerpt: 'eni:\n  enabled: true'},
					{from: 'vendor', excerpt: vendor.vendor || '(empty)'},
				],
				affects: [thisNode(environment)],
			});
		}
	},
});
