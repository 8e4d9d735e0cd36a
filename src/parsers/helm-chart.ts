import {
	booleanIfAt,
	isObject,
	type JsonObject,
	objectIfAt,
	objectOf,
	present,
	textAt,
	textIfAt,
} from './json-value.ts';
import {attempt, type Parsed, type Problem} from './parsed.ts';
import {parseYamlDocuments} from './yaml-document.ts';

interface HelmValues {
	readonly name: string;
	readonly namespace?: string;
	/** `spec.valuesContent` as it was written. */
	readonly valuesContent?: string;
	/** `spec.valuesContent` read as YAML; a problem has the position within that text. */
	readonly values?: Parsed<JsonObject>;
	/** `spec.values`: the same as an object, where somebody uses that. */
	readonly structuredValues?: JsonObject;
	/** Keys that `valuesContent` gives twice. */
	readonly duplicates: readonly Problem[];
	/** reinstall, abort, retry. */
	readonly failurePolicy?: string;
}

/** The user's values for the chart of the same name. */
export interface HelmChartConfig extends HelmValues {
	readonly kind: 'HelmChartConfig';
}

export interface HelmChart extends HelmValues {
	readonly kind: 'HelmChart';
	/** From the annotation that RKE2 gives its own charts. */
	readonly packaged?: {readonly name: string; readonly version: string; readonly url: string};
	readonly chart?: string;
	readonly version?: string;
	/** Beats the values of a HelmChartConfig. */
	readonly set: Readonly<Record<string, string>>;
	readonly isBootstrap: boolean;
}

export type HelmObject = HelmChart | HelmChartConfig;

const chartUrl = 'helm.cattle.io/chart-url';

/** `…/rke2-canal/rke2-canal-v3.32.1-build2026081900.tgz` */
const packagedChart = (url: string): HelmChart['packaged'] => {
	const [, name, version] = /\/([^/]+?)-(v?\d+\.[^/]*)\.tgz$/.exec(url) ?? [];
	return name === undefined || version === undefined ? undefined : {name, version, url};
};

const parsedValues = (text: string): {values: Parsed<JsonObject>; duplicates: readonly Problem[]} => {
	const yaml = parseYamlDocuments(text);
	if (!yaml.ok) {
		return {values: yaml, duplicates: []};
	}
	/* Helm reads the first document and ignores the rest. */
	const [root = {}] = yaml.value.documents;
	return {
		values: attempt(() => objectOf(root, 'the values')),
		duplicates: yaml.value.duplicates,
	};
};

const valuesOf = (metadata: JsonObject, spec: JsonObject): HelmValues => {
	const valuesContent = textIfAt(spec, 'valuesContent');
	return {
		name: textAt(metadata, 'name'),
		...present({
			namespace: textIfAt(metadata, 'namespace'),
			valuesContent,
			structuredValues: objectIfAt(spec, 'values'),
			failurePolicy: textIfAt(spec, 'failurePolicy'),
		}),
		...(valuesContent === undefined ? {duplicates: []} : parsedValues(valuesContent)),
	};
};

/** The schema allows numbers and booleans beside texts. */
const setOf = (spec: JsonObject): Readonly<Record<string, string>> =>
	Object.fromEntries(
		Object.entries(objectIfAt(spec, 'set') ?? {}).map(([key, value]) => [key, String(value)]),
	);

const chartOf = (metadata: JsonObject, spec: JsonObject): HelmChart => {
	const url = textIfAt(objectIfAt(metadata, 'annotations') ?? {}, chartUrl);
	return {
		kind: 'HelmChart',
		...valuesOf(metadata, spec),
		...present({
			packaged: url === undefined ? undefined : packagedChart(url),
			chart: textIfAt(spec, 'chart'),
			version: textIfAt(spec, 'version'),
		}),
		set: setOf(spec),
		isBootstrap: booleanIfAt(spec, 'bootstrap') ?? false,
	};
};

/** A HelmChart or HelmChartConfig of the API or a manifest; `undefined` for any other object. */
export const helmObjectOf = (value: unknown): HelmObject | undefined => {
	if (!isObject(value) || !String(value.apiVersion).startsWith('helm.cattle.io/')) {
		return undefined;
	}
	if (value.kind !== 'HelmChart' && value.kind !== 'HelmChartConfig') {
		return undefined;
	}
	const metadata = objectOf(value.metadata, '"metadata"');
	const spec = objectIfAt(value, 'spec') ?? {};
	return value.kind === 'HelmChart'
		? chartOf(metadata, spec)
		: {kind: 'HelmChartConfig', ...valuesOf(metadata, spec)};
};
