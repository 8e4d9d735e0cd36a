import {
	ciliumChartSubject,
	ciliumMinorOf,
	defineCheck,
	misspeltCiliumKeys,
	textValueAt,
	userValuesOf,
	valueAt,
	wrongCiliumValues,
} from 'rke2-netdoctor';

const edit = {
	text: 'kubectl -n kube-system edit helmchartconfig rke2-cilium, and the manifest that it comes from',
	changes: 'cluster',
} as const;
const job = {
	text: 'kubectl -n kube-system logs -l helmcharts.helm.cattle.io/chart=rke2-cilium --tail 30',
} as const;
const links = ['rke2/chart-cilium', 'rke2/helmchartconfig'] as const;
const clouds = ['eni', 'gke', 'azure', 'alibabacloud'];

export default defineCheck({
	id: 'cilium/chart-values',
	title: 'The values for rke2-cilium are what its chart understands',
	rationale:
		'The chart of Cilium checks the type of each value, and Helm applies nothing when one is wrong: the cluster keeps the values of before, or has no network at all. What the chart does not know, such as a key in other letters, it passes over in silence.',
	when: {cni: ['cilium']},
	needs: {helm: 'kubernetes.helm'},
	messages: {
		wrongType: {
			severity: 'critical',
			text: 'Helm refuses the values for rke2-cilium: {key} must be {expected}, but is {given}',
			guide: {steps: [job, edit], links},
		},
		removed: {
			severity: 'critical',
			text: 'Helm refuses the values for rke2-cilium: {key} is no more, use {instead}',
			guide: {steps: [job, edit], links},
		},
		replacement: {
			severity: 'critical',
			text: 'Helm refuses the values for rke2-cilium: kubeProxyReplacement must be true or false, but is {given}',
			guide: {steps: [job, edit], links: ['rke2/cilium', ...links]},
		},
		nativeCidr: {
			severity: 'critical',
			text: 'With routingMode: native Cilium needs ipv4NativeRoutingCIDR, which is not set: its agents do not start anew',
			guide: {
				steps: [
					{text: 'Set ipv4NativeRoutingCIDR to the cluster-cidr, such as 10.42.0.0/16', changes: 'cluster'},
					edit,
				],
				links: ['cilium/routing', 'cilium/masquerading', ...links],
			},
		},
		misspelt: {
			severity: 'warning',
			text: 'The value {key} for rke2-cilium has no effect: the chart calls it {meant}',
			guide: {steps: [edit], links},
		},
	},
	*run({helm}, {finding}) {
		const values = userValuesOf(helm.configs, 'rke2-cilium');
		const version = helm.charts.find(({name}) => name === 'rke2-cilium')?.packaged?.version;
		const minor = ciliumMinorOf(version);
		if (values === undefined) {
			return;
		}
		const subject = (key: string) => ({...ciliumChartSubject, name: `rke2-cilium ${key}`});
		const details = (excerpt: string) =>
			({evidence: [{from: 'helm', of: 'helmchartconfigs', excerpt}], about: [ciliumChartSubject]}) as const;
		// The schema came with 1.16.
		for (const {key, expected, given} of minor !== undefined && minor >= 1016
			? wrongCiliumValues(values)
			: []) {
			yield finding('wrongType', {key, expected, given}, subject(key), details(`${key}: ${given}`));
		}
		if (minor !== undefined && minor >= 1015 && valueAt(values, 'tunnel') !== undefined) {
			const data = {key: 'tunnel', instead: 'routingMode and tunnelProtocol'};
			yield finding('removed', data, subject('tunnel'), details(`tunnel: ${valueAt(values, 'tunnel')}`));
		}
		const replacement = textValueAt(values, 'kubeProxyReplacement');
		if (
			minor !== undefined &&
			minor >= 1016 &&
			replacement !== undefined &&
			!/^(true|false)$/.test(replacement)
		) {
			const excerpt = `kubeProxyReplacement: ${replacement}`;
			yield finding('replacement', {given: replacement}, subject('kubeProxyReplacement'), details(excerpt));
		}
		const masquerades = valueAt(values, 'enableIPv4Masquerade') !== false;
		const isOfCloud = clouds.some(cloud => valueAt(values, `${cloud}.enabled`) === true);
		const otherWay =
			['ipMasqAgent.enabled', 'ipv4.enabled', 'nativeRoutingCIDR'].some(
				path => valueAt(values, path) !== undefined,
			) || JSON.stringify([values.extraConfig, values.extraArgs]).includes('ipv4-native-routing-cidr');
		if (
			textValueAt(values, 'routingMode') === 'native' &&
			textValueAt(values, 'ipv4NativeRoutingCIDR') === undefined &&
			masquerades &&
			!isOfCloud &&
			!otherWay
		) {
			yield finding('nativeCidr', {}, ciliumChartSubject, details('routingMode: native'));
		}
		for (const {key, meant} of misspeltCiliumKeys(values)) {
			yield finding('misspelt', {key, meant}, subject(key), details(`${key}:`));
		}
	},
});
