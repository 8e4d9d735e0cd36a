import type {FlannelNetConf} from '../parsers/flannel-net-conf.ts';
import type {HelmChart, HelmChartConfig} from '../parsers/helm-chart.ts';
import {isObject, type JsonObject} from '../parsers/json-value.ts';
import {userValuesOf} from './chart-values.ts';

/** Defaults of each chart: https://github.com/rancher/rke2-charts/tree/main-source/packages */
const charts = [
	{name: 'rke2-canal', vni: 1, port: 0},
	{name: 'rke2-flannel', vni: 4096, port: 4789},
] as const;

/** Helm hands numbers in quotes on as they are, and flannel reads them as numbers. */
const numberAt = (values: JsonObject, key: string): number | undefined => {
	const value = values[key];
	const number = typeof value === 'string' && value !== '' ? Number(value) : value;
	return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : undefined;
};

/** The values under `flannel`; undefined where the user's values cannot be read. */
const flannelValuesOf = (configs: readonly HelmChartConfig[], chart: string): JsonObject | undefined => {
	const values = userValuesOf(configs, chart);
	return values === undefined ? undefined : isObject(values.flannel) ? values.flannel : {};
};

/** The chart's `set` names what RKE2 injects; a family without a range is not enabled. */
const hasRange = (set: HelmChart['set'], key: string): boolean => (set[key] ?? '') !== '';

/**
 * The net-conf.json that the chart makes of the user's values; undefined without such a chart, or when the user's
 * values cannot be read.
 */
export const netConfOfCharts = (
	helmCharts: readonly HelmChart[],
	configs: readonly HelmChartConfig[],
): FlannelNetConf | undefined => {
	const shipped = charts.find(({name}) => helmCharts.some(chart => chart.name === name));
	const chart = helmCharts.find(({name}) => name === shipped?.name);
	const values = shipped && flannelValuesOf(configs, shipped.name);
	if (shipped === undefined || chart === undefined || values === undefined) {
		return undefined;
	}
	const mtu = numberAt(values, 'mtu');
	const hasIpv6 = hasRange(chart.set, 'global.clusterCIDRv6');
	return {
		enableIpv4: !hasIpv6 || hasRange(chart.set, 'global.clusterCIDRv4'),
		enableIpv6: hasIpv6,
		enableNftables: values.enableNFTables === true,
		backend: {
			type: typeof values.backend === 'string' ? values.backend.toLowerCase() : 'vxlan',
			vni: numberAt(values, 'vni') ?? shipped.vni,
			port: numberAt(values, 'backendPort') ?? shipped.port,
			...(mtu !== undefined && {mtu}),
			directRouting: values.directRouting === true,
			learning: false,
		},
	};
};

/** What the user's values for rke2-canal tell flannel about its interface; undefined when they say nothing. */
export const configuredInterface = (
	configs: readonly HelmChartConfig[],
): {readonly interfaces: readonly string[]; readonly regexes: readonly string[]} | undefined => {
	const {iface, regexIface} = flannelValuesOf(configs, 'rke2-canal') ?? {};
	const interfaces = typeof iface === 'string' && iface !== '' ? [iface] : [];
	const regexes = typeof regexIface === 'string' && regexIface !== '' ? [regexIface] : [];
	return interfaces.length + regexes.length === 0 ? undefined : {interfaces, regexes};
};
