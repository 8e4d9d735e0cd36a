import {defineCheck, isObject, isVersionInRange, userValuesOf, valueAt} from 'rke2-netdoctor';

const chart = 'rke2-multus';
/** What only thin Multus is started with; the daemon has keys of its own. */
const thinKeys = [
	'namespaceIsolation',
	'globalNamespaces',
	'readinessIndicatorFile',
	'logLevel',
	'logFile',
	'cniVersion',
];

export default defineCheck({
	id: 'multus/chart-values',
	title: 'The values for the chart rke2-multus take effect',
	rationale:
		'Helm hands on whatever the HelmChartConfig rke2-multus says, and the chart ignores what it does not know: the thick plugin in a chart that has none, settings of the thin plugin for the daemon, a controller that needs the daemon. Nothing tells that, and Multus runs otherwise than it was meant to.',
	when: {multus: true},
	needs: {helm: 'kubernetes.helm'},
	messages: {
		thickUnsupported: {
			severity: 'warning',
			text: 'The HelmChartConfig rke2-multus sets thickPlugin.enabled, which the chart of this RKE2 ({version}) does not know: Multus stays thin',
			guide: {
				steps: [
					{
						text: 'Upgrade RKE2: the thick plugin came with v1.31.11, v1.32.7 and v1.33.3',
						changes: 'cluster',
					},
					{text: 'Or remove thickPlugin from the HelmChartConfig rke2-multus', changes: 'cluster'},
				],
				links: ['rke2/multus-thick', 'rke2/chart-multus'],
			},
		},
		ofThin: {
			severity: 'warning',
			text: 'The HelmChartConfig rke2-multus sets {keys} for the thin plugin, but enables the thick one, which does not read it',
			guide: {
				steps: [
					{
						text: 'Set it under config.daemon_conf in the HelmChartConfig rke2-multus, with the key that the daemon has for it',
						changes: 'cluster',
					},
				],
				links: ['multus/thick-plugin', 'rke2/chart-multus'],
			},
		},
		needsThick: {
			severity: 'warning',
			text: 'The HelmChartConfig rke2-multus enables the dynamic networks controller without the thick plugin that it talks to: it cannot work',
			guide: {
				steps: [
					{
						text: 'Set thickPlugin.enabled: true as well, or disable dynamicNetworksController',
						changes: 'cluster',
					},
				],
				links: ['rke2/multus-thick', 'rke2/chart-multus'],
			},
		},
	},
	*run({helm}, {finding}) {
		const values = userValuesOf(helm.configs, chart);
		const version = helm.charts.find(({name}) => name === chart)?.packaged?.version;
		if (values === undefined || version === undefined) {
			return;
		}
		const subject = {kind: 'HelmChartConfig', namespace: 'kube-system', name: chart} as const;
		const cite = (excerpt: string) =>
			({evidence: [{from: 'helm', of: 'helmchartconfigs', excerpt}]}) as const;
		const isThick = valueAt(values, 'thickPlugin.enabled') === true;
		const settings = valueAt(values, 'config.cni_conf');
		const unread = thinKeys.filter(key => isObject(settings) && settings[key] !== undefined);
		const hasThick = hasThickPlugin(version);
		if (isThick && hasThick === false) {
			yield finding('thickUnsupported', {version}, subject, cite('thickPlugin.enabled: true'));
		} else if (isThick && hasThick && unread.length > 0) {
			const keys = unread.map(key => `config.cni_conf.${key}`).join(', ');
			yield finding('ofThin', {keys}, subject, cite(keys));
		} else if (!isThick && valueAt(values, 'dynamicNetworksController.enabled') === true) {
			yield finding('needsThick', {}, subject, cite('dynamicNetworksController.enabled: true'));
		}
	},
});

/** Since the chart v4.2.103: https://github.com/rancher/rke2-charts/tree/main/charts/rke2-multus; undefined for a form nobody knows. */
const hasThickPlugin = (version: string): boolean | undefined =>
	/^v\d+\.\d+\.\d+$/.test(version) ? isVersionInRange(version, ['>=4.2.103']) : undefined;
