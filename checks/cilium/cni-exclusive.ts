import {
	ciliumChartSubject,
	defineCheck,
	isExclusiveByDefault,
	thisNode,
	userValuesOf,
	valueAt,
} from 'rke2-netdoctor';

const set = {
	text: 'Set cni.exclusive: false in the HelmChartConfig rke2-cilium',
	changes: 'cluster',
} as const;
const restart = {
	text: 'Then kubectl -n kube-system rollout restart daemonset cilium rke2-multus, and delete the pods that should have had several networks',
	changes: 'cluster',
} as const;
const multusFile = /^00-multus\.conf(?:list)?$/;

export default defineCheck({
	id: 'cilium/cni-exclusive',
	title: 'Cilium leaves the CNI configuration of Multus alone',
	rationale:
		'With cni.exclusive the agent renames every other file in /etc/cni/net.d to *.cilium_bak, that of Multus too. Pods then start with one network and without any error. The chart of RKE2 has it off since November 2025 (1.18.203), before that it was on unless set.',
	when: {cni: ['cilium'], multus: true},
	needs: {helm: 'kubernetes.helm', entries: 'cni.directory'},
	messages: {
		exclusive: {
			severity: 'critical',
			text: 'Cilium is told to be the only CNI (cni.exclusive: true{origin}), which switches Multus off: pods get no further networks',
			guide: {
				steps: [{text: 'ls -l /etc/cni/net.d'}, set, restart],
				links: ['rke2/multus-cilium', 'rke2/helmchartconfig'],
			},
			explains: ['cilium/cni-exclusive#renamed', 'multus/configuration-missing'],
		},
		renamed: {
			severity: 'critical',
			text: 'Cilium has renamed the configuration of Multus to {file}, and Multus has not written it anew: pods get no further networks',
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d'},
					{text: 'kubectl -n kube-system get configmap cilium-config -o yaml | grep cni-exclusive'},
					set,
					restart,
				],
				links: ['rke2/multus-cilium', 'rke2/helmchartconfig'],
			},
			explains: ['multus/configuration-missing'],
		},
	},
	*run({helm, entries}, {finding, environment}) {
		const values = userValuesOf(helm.configs, 'rke2-cilium') ?? {};
		const version = helm.charts.find(({name}) => name === 'rke2-cilium')?.packaged?.version;
		const chosen = valueAt(values, 'cni.exclusive');
		const isExclusive = typeof chosen === 'boolean' ? chosen : isExclusiveByDefault(version) === true;
		const affects = [thisNode(environment)];
		if (isExclusive) {
			const origin = chosen === true ? '' : `, the default of chart ${version}`;
			const excerpt =
				chosen === true ? 'cni:\n  exclusive: true' : `rke2-cilium ${version}, cni.exclusive not set`;
			yield finding('exclusive', {origin}, ciliumChartSubject, {
				evidence: [
					{from: 'helm', of: chosen === true ? 'helmchartconfigs' : 'helmcharts', excerpt},
					{from: 'entries', excerpt: entries.map(({name}) => name).join('\n') || '(empty)'},
				],
				affects,
			});
		}
		const renamed = entries.find(
			({name}) => multusFile.test(name.replace(/\.cilium_bak$/, '')) && name.endsWith('_bak'),
		);
		if (renamed !== undefined && !entries.some(({name}) => multusFile.test(name))) {
			yield finding(
				'renamed',
				{file: renamed.name},
				{kind: 'File', name: `/etc/cni/net.d/${renamed.name}`},
				{evidence: [{from: 'entries', excerpt: entries.map(({name}) => name).join('\n')}], affects},
			);
		}
	},
});
