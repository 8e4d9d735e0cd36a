import type {HelmChartConfig} from '../parsers/helm-chart.ts';
import {isObject, type JsonObject} from '../parsers/json-value.ts';

/** What the user sets for a chart; empty where nothing is set, undefined where it cannot be read as values. */
export const userValuesOf = (configs: readonly HelmChartConfig[], chart: string): JsonObject | undefined => {
	const config = configs.find(({name}) => name === chart);
	if (config?.values?.ok === false) {
		return undefined;
	}
	return config?.values?.value ?? config?.structuredValues ?? {};
};

/** The value under keys joined by dots; undefined where one of them is missing. */
export const valueAt = (values: JsonObject, path: string): unknown =>
	path.split('.').reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), values);

/** Helm hands texts and booleans on alike; an empty text stands for the chart's default. */
export const textValueAt = (values: JsonObject, path: string): string | undefined => {
	const value = valueAt(values, path);
	return value === undefined || value === null || value === '' ? undefined : String(value);
};
