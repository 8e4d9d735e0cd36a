import {describe, expect, it} from 'vitest';
import {netConfOfCharts} from '../../src/derive/flannel-chart.ts';
import type {HelmChart, HelmChartConfig} from '../../src/parsers/helm-chart.ts';
import {helmObjectsIn} from '../checks/builders.ts';

const chart = (name: string, set: Readonly<Record<string, string>> = {}): HelmChart => ({
	kind: 'HelmChart',
	name,
	set,
	isBootstrap: true,
	duplicates: [],
});
const config = (name: string, values: string): readonly HelmChartConfig[] =>
	helmObjectsIn(
		`apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata: {name: ${name}, namespace: kube-system}\nspec:\n  valuesContent: |\n${values.replaceAll(/^/gm, '    ')}\n`,
	).filter(object => object.kind === 'HelmChartConfig');

describe('netConfOfCharts', () => {
	it('knows the defaults of both charts', () => {
		expect(netConfOfCharts([chart('rke2-canal')], [])?.backend).toEqual({
			type: 'vxlan',
			vni: 1,
			port: 0,
			directRouting: false,
			learning: false,
		});
		expect(netConfOfCharts([chart('rke2-flannel')], [])?.backend).toMatchObject({vni: 4096, port: 4789});
	});

	it("applies the user's values", () => {
		const values =
			'flannel:\n  backend: wireguard\n  backendPort: "8475"\n  vni: 7\n  mtu: 1400\n  directRouting: true';
		expect(netConfOfCharts([chart('rke2-canal')], config('rke2-canal', values))?.backend).toEqual({
			type: 'wireguard',
			vni: 7,
			port: 8475,
			mtu: 1400,
			directRouting: true,
			learning: false,
		});
	});

	it('ignores the values of another chart', () => {
		expect(
			netConfOfCharts([chart('rke2-canal')], config('rke2-flannel', 'flannel:\n  vni: 7'))?.backend.vni,
		).toBe(1);
	});

	it.each([
		[{'global.clusterCIDRv4': '10.42.0.0/16'}, true, false],
		[{'global.clusterCIDRv4': '10.42.0.0/16', 'global.clusterCIDRv6': '2001:cafe:42::/56'}, true, true],
		[{'global.clusterCIDRv6': '2001:cafe:42::/56'}, false, true],
		[{}, true, false],
	])('enables the families that have a range: %j', (set, enableIpv4, enableIpv6) => {
		expect(netConfOfCharts([chart('rke2-canal', set)], [])).toMatchObject({enableIpv4, enableIpv6});
	});

	it('says nothing without such a chart, or when the values are broken', () => {
		expect(netConfOfCharts([chart('rke2-cilium')], [])).toBeUndefined();
		expect(netConfOfCharts([chart('rke2-canal')], config('rke2-canal', 'flannel: [1'))).toBeUndefined();
	});
});
