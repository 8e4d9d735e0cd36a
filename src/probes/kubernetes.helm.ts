import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {type HelmChart, type HelmChartConfig, helmObjectOf} from '../parsers/helm-chart.ts';
import {kubeObjectsIn} from '../parsers/kube-node.ts';

export interface HelmObjects {
	readonly charts: readonly HelmChart[];
	readonly configs: readonly HelmChartConfig[];
}

const base = '/apis/helm.cattle.io/v1/namespaces/kube-system';
const common = ['metadata.name', 'metadata.namespace'] as const;
/** Everything but the embedded chart, which is hundreds of kilobytes. */
const chartSpec = [
	'chart',
	'version',
	'repo',
	'set',
	'targetNamespace',
	'bootstrap',
	'failurePolicy',
	'backOffLimit',
];

/** Lists leave `kind` and `apiVersion` out of their items. */
const withKind = (kind: 'HelmChart' | 'HelmChartConfig', text: string) =>
	kubeObjectsIn(text).map(object => helmObjectOf({...object, apiVersion: 'helm.cattle.io/v1', kind}));

export const kubernetesHelm = defineProbe({
	id: 'kubernetes.helm',
	summary: "RKE2's packaged charts and the user's values for them, as the API holds them",
	requests: () => [
		api(
			`${base}/helmcharts`,
			...common,
			'metadata.annotations["helm.cattle.io/chart-url"]',
			...chartSpec.map(key => `spec.${key}`),
			'spec.valuesContent',
		),
		api(`${base}/helmchartconfigs`, ...common, 'spec.valuesContent', 'spec.values', 'spec.failurePolicy'),
	],
	parse: ([charts, configs]): HelmObjects => ({
		charts: withKind('HelmChart', textOf(charts)).filter(object => object?.kind === 'HelmChart'),
		configs: withKind('HelmChartConfig', textOf(configs)).filter(
			object => object?.kind === 'HelmChartConfig',
		),
	}),
});
