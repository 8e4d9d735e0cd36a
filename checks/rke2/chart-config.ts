import {defineCheck, isShippedChart, isVersionInRange, problemText} from 'rke2-netdoctor';

/**
 * Charts of RKE2 took their values under the name of what they install while they were wrappers, until March 2022
 * (https://github.com/rancher/rke2/releases/tag/v1.23.5%2Brke2r1); none since has a value of that name.
 */
const wrapped = ['rke2-cilium', 'rke2-coredns', 'rke2-multus', 'rke2-metrics-server', 'rke2-ingress-nginx'];

/** False for a version that is unknown, or that another distribution names in its own way. */
const isUnwrapped = (version = ''): boolean =>
	/^v\d+\.\d+\.\d+\+rke2r\d+$/.test(version) && isVersionInRange(version, ['>=1.23.5']);

const isOwnName = (key: string, chart: string): boolean =>
	key === chart || (wrapped.includes(chart) && `rke2-${key}` === chart);

export default defineCheck({
	id: 'rke2/chart-config',
	title: 'Every HelmChartConfig of the cluster has readable values and a chart that they are for',
	rationale:
		'A HelmChartConfig takes effect only when a HelmChart has its name, and only through valid YAML in valuesContent. One that misses its chart looks like a setting of the network and is none; one that is broken stops the chart from being installed.',
	needs: {helm: 'kubernetes.helm'},
	messages: {
		noSuchChart: {
			severity: 'warning',
			text: 'The HelmChartConfig {name} changes nothing: there is no HelmChart of that name',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get helmcharts'},
					{
						text: 'Give the HelmChartConfig the name of the chart that it is for, such as rke2-canal',
						changes: 'cluster',
					},
				],
				links: ['rke2/helmchartconfig', 'rke2/network-options'],
			},
		},
		valuesInvalid: {
			severity: 'critical',
			text: 'The values of the HelmChartConfig {name} are not YAML, so that the chart cannot be installed: {problem}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system logs -l helmcharts.helm.cattle.io/chart={name} --tail 30'},
					{
						text: 'kubectl -n kube-system edit helmchartconfig {name}, and the manifest that it comes from',
						changes: 'cluster',
					},
				],
				links: ['rke2/helmchartconfig'],
			},
		},
		dotted: {
			severity: 'warning',
			text: 'The HelmChartConfig {name} sets {keys}, which Helm takes as one name and ignores: values are nested',
			guide: {
				steps: [
					{
						text: 'kubectl -n kube-system edit helmchartconfig {name}, and write a.b: c as a: with b: c under it',
						changes: 'cluster',
					},
				],
				links: ['rke2/helmchartconfig'],
			},
		},
		underItsName: {
			severity: 'warning',
			text: 'The HelmChartConfig {name} has values under {key}, where its chart looks for none: they change nothing',
			guide: {
				steps: [
					{
						text: 'kubectl -n kube-system edit helmchartconfig {name}, and the manifest that it comes from: take the line {key}: out, and what stands under it two columns to the left',
						changes: 'cluster',
					},
					{
						text: 'kubectl -n kube-system get job,pods | grep helm-install-{name}: the chart is installed anew',
					},
				],
				links: ['rke2/helmchartconfig', 'rke2/network-options'],
			},
		},
	},
	*run({helm}, {finding, environment}) {
		const charts = new Set(helm.charts.map(({name}) => name));
		for (const {name, namespace = 'kube-system', values} of helm.configs) {
			const subject = {kind: 'HelmChartConfig', namespace, name} as const;
			const cite = (excerpt: string) => [{from: 'helm', of: 'helmchartconfigs', excerpt}] as const;
			if (values?.ok === false) {
				const problem = problemText(values.problem);
				yield finding('valuesInvalid', {name, problem}, subject, {evidence: cite(problem)});
				continue;
			}
			const dotted = Object.keys(values?.value ?? {}).filter(key =>
				/^[a-z][\w-]*(\.[A-Za-z][\w-]*)+$/.test(key),
			);
			const own = Object.entries(values?.value ?? {}).find(
				([key, value]) => isOwnName(key, name) && Object.keys(Object(value)).length > 0,
			)?.[0];
			// Values for a chart of the user may come before it.
			const isMisnamed = name.startsWith('rke2-') || isShippedChart(`rke2-${name}`);
			if (isMisnamed && !charts.has(name) && !isShippedChart(name)) {
				yield finding('noSuchChart', {name}, subject, {
					evidence: cite(`${name}; HelmCharts: ${[...charts].join(', ')}`),
				});
			} else if (dotted.length > 0 && isShippedChart(name)) {
				yield finding('dotted', {name, keys: dotted.join(', ')}, subject, {evidence: cite(`${dotted[0]}:`)});
			} else if (own !== undefined && isShippedChart(name) && isUnwrapped(environment.rke2Version.value)) {
				yield finding('underItsName', {name, key: own}, subject, {evidence: cite(`${own}:`)});
			}
		}
	},
});
