import {defineCheck, listNames, pinnedImages, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'rke2/pinned-image',
	title: 'The CNI runs the images that its chart was made for',
	rationale:
		'Each release of RKE2 brings the chart of its CNI and the images that fit it. A tag in a HelmChartConfig, such as Rancher once kept in the specification of its clusters, outlives every upgrade: the new chart then starts the old program with options, roles and configuration that it does not know.',
	needs: {helm: 'kubernetes.helm'},
	messages: {
		otherRelease: {
			severity: 'warning',
			text: 'The HelmChartConfig {chart} pins {images}, while the chart of RKE2 is {version}: they were not made for each other',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get helmchartconfig {chart} -o yaml'},
					{
						text: 'Take the tags out of valuesContent, and out of the manifest that it comes from; where Rancher manages the cluster: out of spec.rkeConfig.chartValues of the cluster',
						changes: 'cluster',
					},
					{
						text: 'A private registry needs no tags: system-default-registry in the configuration of RKE2 keeps the names and releases of the images',
					},
				],
				links: ['rke2/helmchartconfig', 'rke2/network-options', 'rke2/airgap'],
			},
			explains: ['cni/plugin-failures#pluginOlder'],
		},
	},
	*run({helm}, {finding, environment}) {
		for (const chart of helm.charts) {
			const images = pinnedImages(chart, helm.configs);
			if (images.length > 0) {
				const subject = {kind: 'HelmChartConfig', namespace: 'kube-system', name: chart.name} as const;
				const shown = images.map(({key, tag}) => `${key}: ${tag}`);
				yield finding(
					'otherRelease',
					{chart: chart.name, images: listNames(shown), version: chart.packaged?.version ?? ''},
					subject,
					{
						evidence: [
							{from: 'helm', of: 'helmchartconfigs', excerpt: shown.join('\n')},
							{from: 'helm', of: 'helmcharts', excerpt: chart.packaged?.url ?? ''},
						],
						affects: [subject, thisNode(environment)],
					},
				);
			}
		}
	},
});
