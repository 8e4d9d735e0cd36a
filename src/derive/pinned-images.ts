import type {HelmChart, HelmChartConfig} from '../parsers/helm-chart.ts';
import {textValueAt, userValuesOf} from './chart-values.ts';

/** An image of another release line than the chart that is to run it. */
export interface PinnedImage {
	/** Dotted, as in the values. */
	readonly key: string;
	readonly tag: string;
}

/** The tags whose release line is that of the chart: Calico's images of canal, but not flannel's. */
const tagKeys: Readonly<Record<string, readonly string[]>> = {
	'rke2-canal': ['cniImage', 'nodeImage', 'flexvolImage', 'kubeControllerImage'].map(
		image => `calico.${image}.tag`,
	),
	'rke2-flannel': ['flannel.image.tag'],
	'rke2-cilium': ['image.tag', 'operator.image.tag'],
	'rke2-multus': ['image.tag', 'thickPlugin.image.tag'],
};

/** `v3.32` of `v3.32.1-build2026072200`. */
const releaseLine = (version: string): string | undefined => /^v?(\d+\.\d+)(?:\.|$)/.exec(version)?.[1];

/** Images that the user's values hold back, or draw forward, to another release line than that of RKE2's chart. */
export const pinnedImages = (
	chart: HelmChart,
	configs: readonly HelmChartConfig[],
): readonly PinnedImage[] => {
	const shipped = releaseLine(chart.packaged?.version ?? '');
	const values = userValuesOf(configs, chart.name);
	return shipped === undefined || values === undefined
		? []
		: (tagKeys[chart.name] ?? []).flatMap(key => {
				const tag = textValueAt(values, key);
				const line = tag === undefined ? undefined : releaseLine(tag);
				return tag === undefined || line === undefined || line === shipped ? [] : [{key, tag}];
			});
};
