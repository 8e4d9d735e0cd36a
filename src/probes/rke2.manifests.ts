import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {parseChartConfigs, type WrittenChartConfig} from '../parsers/helm-chart-config.ts';
import type {Parsed} from '../parsers/parsed.ts';
import {rke2ManifestFiles} from './rke2.manifest-files.ts';

export interface Manifest {
	readonly path: string;
	readonly configs: Parsed<readonly WrittenChartConfig[]>;
}

export const rke2Manifests = defineProbe({
	id: 'rke2.manifests',
	summary:
		"a server's manifests that are not RKE2's own: whether they can be read, and their HelmChartConfigs",
	needs: {paths: rke2ManifestFiles},
	requests: ({paths}) => paths.map(path => file(path)),
	parse: (replies, {paths}): readonly Manifest[] =>
		paths.flatMap((path, index) => {
			const text = textIfFound(replies[index]);
			return text === undefined ? [] : [{path, configs: parseChartConfigs(text)}];
		}),
});
