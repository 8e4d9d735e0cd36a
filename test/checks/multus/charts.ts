import {helmObjectsIn} from '../builders.ts';

/** The chart rke2-multus, and what the user sets for it. */
export const multusChart = (values?: string, version = 'v4.3.008') => {
	const objects = helmObjectsIn(
		[
			`apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata:\n  name: rke2-multus\n  annotations: {helm.cattle.io/chart-url: "https://rke2-charts.rancher.io/assets/rke2-multus/rke2-multus-${version}.tgz"}`,
			...(values === undefined
				? []
				: [
						`apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata: {name: rke2-multus}\nspec:\n  valuesContent: ${JSON.stringify(values)}`,
					]),
		].join('\n---\n'),
	);
	return {
		charts: objects.filter(object => object.kind === 'HelmChart'),
		configs: objects.filter(object => object.kind === 'HelmChartConfig'),
	};
};
