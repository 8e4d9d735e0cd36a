import type {Backend, Dataplane} from '../core/environment.ts';
import type {HelmChart, HelmChartConfig} from '../parsers/helm-chart.ts';
import {isObject, type JsonObject} from '../parsers/json-value.ts';
import {textValueAt, userValuesOf, valueAt} from './chart-values.ts';

/** How Calico is told to carry packets. What is absent the values leave open. */
export interface CalicoSettings {
	readonly bgp?: boolean;
	/** One for each address pool, the first one first. */
	readonly backends: readonly Backend[];
	readonly dataplane?: Dataplane;
}

/** CrossSubnet sends some packets without encapsulation, through the same device as the plain mode otherwise. */
const backendOfEncapsulation = (
	encapsulation: string | undefined,
	bgp: boolean | undefined,
): Backend | undefined => {
	switch (encapsulation?.replace(/CrossSubnet$/, '').toLowerCase()) {
		case 'vxlan':
			return 'vxlan';
		case 'ipip':
			return 'ipip';
		case 'none':
			return bgp === undefined ? undefined : bgp ? 'bgp' : 'native';
		default:
			return undefined;
	}
};

const bgpOf = (value: string): boolean | undefined => ({enabled: true, disabled: false})[value.toLowerCase()];

/** Felix obeys its own configuration; the operator writes there what `linuxDataplane` says. */
export const dataplaneOf = (
	linuxDataplane: string | undefined,
	bpfEnabled: string | undefined,
	nftablesMode: string | undefined,
): Dataplane | undefined => {
	if (bpfEnabled === 'true') {
		return 'ebpf';
	}
	if (nftablesMode === 'Enabled') {
		return 'nftables';
	}
	return ({iptables: 'iptables', bpf: 'ebpf', nftables: 'nftables'} as const)[
		(linuxDataplane ?? 'Iptables').toLowerCase()
	];
};

/** Pools of the user's own replace the chart's, which has one for each family in the mode `installation.backend`. */
const encapsulationsOf = (values: JsonObject): readonly (string | undefined)[] => {
	const pools = valueAt(values, 'installation.calicoNetwork.ipPools');
	return Array.isArray(pools) && pools.length > 0
		? pools.map(pool => (isObject(pool) ? textValueAt(pool, 'encapsulation') : undefined))
		: [textValueAt(values, 'installation.backend') ?? 'VXLAN'];
};

/**
 * What the values of rke2-calico say; undefined without that chart, or where they cannot be read.
 * Defaults: https://github.com/rancher/rke2-charts/tree/main-source/packages/rke2-calico
 */
export const calicoOfCharts = (
	charts: readonly HelmChart[],
	configs: readonly HelmChartConfig[],
): CalicoSettings | undefined => {
	const values = userValuesOf(configs, 'rke2-calico');
	if (values === undefined || !charts.some(({name}) => name === 'rke2-calico')) {
		return undefined;
	}
	const bgp = bgpOf(textValueAt(values, 'installation.calicoNetwork.bgp') ?? 'Disabled');
	const dataplane = dataplaneOf(
		textValueAt(values, 'installation.calicoNetwork.linuxDataplane'),
		textValueAt(values, 'felixConfiguration.bpfEnabled'),
		textValueAt(values, 'felixConfiguration.nftablesMode'),
	);
	return {
		...(bgp !== undefined && {bgp}),
		...(dataplane !== undefined && {dataplane}),
		backends: encapsulationsOf(values)
			.map(encapsulation => backendOfEncapsulation(encapsulation, bgp))
			.filter(backend => backend !== undefined),
	};
};
