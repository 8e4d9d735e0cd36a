import {
	autodetectionMethodsOf,
	calicoValueFaultsOf,
	defineCheck,
	listAll,
	textValueAt,
	userValuesOf,
} from 'rke2-netdoctor';

const subject = {kind: 'HelmChartConfig', namespace: 'kube-system', name: 'rke2-calico'} as const;
const edit = {
	text: 'kubectl -n kube-system edit helmchartconfig rke2-calico, and the manifest that it comes from',
	changes: 'cluster',
} as const;
const job = {
	text: 'kubectl -n kube-system logs -l helmcharts.helm.cattle.io/chart=rke2-calico --tail 30; kubectl get tigerastatus',
} as const;
const links = ['rke2/chart-calico', 'calico/installation-api', 'rke2/helmchartconfig'] as const;

export default defineCheck({
	id: 'calico/chart-values',
	title: 'The values for rke2-calico are what its chart and the operator understand',
	rationale:
		'installation.* of the chart becomes an Installation, whose every value the API checks; felixConfiguration.* becomes a FelixConfiguration. A refused value stops the chart, so that the cluster keeps what it had. What stands in another place is passed over without a word.',
	when: {cni: ['calico']},
	needs: {helm: 'kubernetes.helm'},
	messages: {
		refused: {
			severity: 'critical',
			text: 'The value {key} for rke2-calico is {given}, and the API refuses it: it must be {meant}',
			guide: {steps: [job, edit], links},
			explains: ['calico/installation#missing', 'calico/installation#refused', 'calico/tigera-status'],
		},
		ignored: {
			severity: 'warning',
			text: 'The value {key} for rke2-calico has no effect: it belongs under {meant}',
			guide: {steps: [edit], links},
		},
		methods: {
			severity: 'critical',
			text: 'nodeAddressAutodetectionV4 for rke2-calico names {methods} at once, but the operator takes one: the Installation stays as it was',
			guide: {
				steps: [job, {text: 'Set firstFound: false beside the method that is meant', changes: 'cluster'}],
				links: ['calico/ip-autodetection', ...links],
			},
			explains: ['calico/installation#refused', 'calico/tigera-status'],
		},
		ipipWithoutBgp: {
			severity: 'critical',
			text: 'rke2-calico is told {encapsulation} with BGP off: nothing brings the routes to the pods of other nodes',
			guide: {
				steps: [
					{
						text: 'Set installation.backend: VXLAN, or installation.calicoNetwork.bgp: Enabled where the network lets IPIP and BGP pass',
						changes: 'cluster',
					},
					edit,
				],
				links: ['calico/encapsulation', ...links],
			},
			explains: ['calico/installation#refused', 'calico/tigera-status'],
		},
	},
	*run({helm}, {finding}) {
		const values = userValuesOf(helm.configs, 'rke2-calico');
		if (values === undefined || !helm.charts.some(({name}) => name === 'rke2-calico')) {
			return;
		}
		const affects = [
			subject,
			...[
				{kind: 'Installation', name: 'default'} as const,
				{kind: 'TigeraStatus', name: 'calico'} as const,
				{kind: 'IPPool', name: 'default-ipv4-ippool'} as const,
			],
		];
		const details = (excerpt: string) =>
			({evidence: [{from: 'helm', of: 'helmchartconfigs', excerpt}], affects}) as const;
		const faults = calicoValueFaultsOf(values);
		for (const {kind, key, given, meant} of faults) {
			const about = {...subject, name: `rke2-calico ${key}`};
			yield kind === 'place'
				? finding('ignored', {key, meant}, about, details(`${key}: ${given}`))
				: finding('refused', {key, given, meant}, about, details(`${key}: ${given}`));
		}
		const methods = autodetectionMethodsOf(values);
		if (methods.length > 1) {
			yield finding('methods', {methods: listAll(methods)}, subject, details(methods.join(', ')));
		}
		const backend = textValueAt(values, 'installation.backend') ?? 'VXLAN';
		const bgp = textValueAt(values, 'installation.calicoNetwork.bgp') ?? 'Disabled';
		// The operator refuses IPIP without BGP: https://github.com/tigera/operator/tree/master/pkg/controller/ippool
		if (/^IPIP(CrossSubnet)?$/.test(backend) && bgp === 'Disabled') {
			yield finding(
				'ipipWithoutBgp',
				{encapsulation: backend},
				subject,
				details(`installation.backend: ${backend}`),
			);
		}
	},
});
