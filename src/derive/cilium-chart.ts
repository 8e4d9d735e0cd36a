import type {Backend} from '../core/environment.ts';
import type {HelmChart, HelmChartConfig} from '../parsers/helm-chart.ts';
import type {JsonObject} from '../parsers/json-value.ts';
import {textValueAt, userValuesOf} from './chart-values.ts';

/** How Cilium is told to carry packets. What is absent the values leave open. */
export interface CiliumSettings {
	readonly backend?: Backend;
	readonly replacesKubeProxy?: boolean;
	readonly bgp: boolean;
}

/** Modes of a cloud's own network route natively: https://docs.cilium.io/en/stable/network/concepts/routing */
const clouds = ['eni', 'gke', 'alibabacloud', 'azure'];

export const ciliumBackendOf = (
	routingMode: string | undefined,
	tunnelProtocol: string | undefined,
): Backend | undefined => {
	switch (routingMode ?? 'tunnel') {
		case 'native':
			return 'native';
		case 'tunnel':
			return ({vxlan: 'vxlan', geneve: 'geneve'} as const)[tunnelProtocol ?? 'vxlan'];
		default:
			return undefined;
	}
};

/** Until 1.14 one key said both. */
const backendIn = (values: JsonObject): Backend | undefined => {
	const tunnel = textValueAt(values, 'tunnel');
	const isCloud = clouds.some(cloud => textValueAt(values, `${cloud}.enabled`) === 'true');
	const routing =
		textValueAt(values, 'routingMode') ?? (tunnel === 'disabled' || isCloud ? 'native' : undefined);
	return ciliumBackendOf(routing, textValueAt(values, 'tunnelProtocol') ?? tunnel);
};

/** `strict` and `disabled` until 1.15; `partial` and `probe` replaced parts of kube-proxy. */
export const replacesKubeProxy = (value: string): boolean | undefined =>
	({true: true, strict: true, false: false, disabled: false})[value];

/**
 * What the values of rke2-cilium say; undefined without that chart, or where they cannot be read.
 * Defaults: https://github.com/rancher/rke2-charts/tree/main-source/packages/rke2-cilium
 */
export const ciliumOfCharts = (
	charts: readonly HelmChart[],
	configs: readonly HelmChartConfig[],
): CiliumSettings | undefined => {
	const values = userValuesOf(configs, 'rke2-cilium');
	if (values === undefined || !charts.some(({name}) => name === 'rke2-cilium')) {
		return undefined;
	}
	const backend = backendIn(values);
	const replaces = replacesKubeProxy(textValueAt(values, 'kubeProxyReplacement') ?? 'false');
	return {
		...(backend !== undefined && {backend}),
		...(replaces !== undefined && {replacesKubeProxy: replaces}),
		bgp: textValueAt(values, 'bgpControlPlane.enabled') === 'true',
	};
};
