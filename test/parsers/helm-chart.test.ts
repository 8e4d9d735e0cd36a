import {describe, expect, it} from 'vitest';
import {type HelmObject, helmObjectOf} from '../../src/parsers/helm-chart.ts';
import {jsonFrom} from '../../src/parsers/json-text.ts';
import {objectOf} from '../../src/parsers/json-value.ts';
import {helmObjectsIn} from '../checks/builders.ts';
import {survivesDamage} from './damage.ts';

const manifest = `apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata:
  annotations:
    helm.cattle.io/chart-url: https://rke2-charts.rancher.io/assets/rke2-canal/rke2-canal-v3.32.1-build2026081900.tgz
    rke2.cattle.io/inject-cluster-config: "true"
  name: rke2-canal
  namespace: kube-system
spec:
  bootstrap: true
  chartContent: ${'H4sIFAAAAAAA'.repeat(50)}==
  failurePolicy: retry
  forceConflicts: true
  set:
    global.clusterCIDR: 10.42.0.0/16
    global.prime.enabled: false
---
apiVersion: v1
kind: Namespace
metadata:
  name: other
---
apiVersion: helm.cattle.io/v1
kind: HelmChartConfig
metadata:
  name: rke2-canal
  namespace: kube-system
spec:
  valuesContent: |-
    flannel:
      backend: wireguard
      mtu: 1400
`;

const configWith = (valuesContent: string): HelmObject | undefined =>
	helmObjectOf({
		apiVersion: 'helm.cattle.io/v1',
		kind: 'HelmChartConfig',
		metadata: {name: 'rke2-canal', namespace: 'kube-system'},
		spec: {valuesContent},
	});

describe('helmObjectOf', () => {
	it('reads charts and their configuration without the chart itself', () => {
		const parsed = helmObjectsIn(manifest);
		expect(parsed).toEqual([
			{
				kind: 'HelmChart',
				name: 'rke2-canal',
				namespace: 'kube-system',
				failurePolicy: 'retry',
				duplicates: [],
				packaged: {
					name: 'rke2-canal',
					version: 'v3.32.1-build2026081900',
					url: expect.stringContaining('rke2-canal-v3.32.1-build2026081900.tgz'),
				},
				set: {'global.clusterCIDR': '10.42.0.0/16', 'global.prime.enabled': 'false'},
				isBootstrap: true,
			},
			{
				kind: 'HelmChartConfig',
				name: 'rke2-canal',
				namespace: 'kube-system',
				valuesContent: 'flannel:\n  backend: wireguard\n  mtu: 1400',
				values: {ok: true, value: {flannel: {backend: 'wireguard', mtu: 1400}}},
				duplicates: [],
			},
		]);
		expect(JSON.stringify(parsed)).not.toContain('H4sI');
	});

	it.each([
		['rke2-cilium/rke2-cilium-1.19.601.tgz', 'rke2-cilium', '1.19.601'],
		['rke2-calico/rke2-calico-crd-v3.32.100.tgz', 'rke2-calico-crd', 'v3.32.100'],
		['rke2-multus/rke2-multus-v4.3.017.tgz', 'rke2-multus', 'v4.3.017'],
		[
			'harvester-cloud-provider/harvester-cloud-provider-0.2.1100.tgz',
			'harvester-cloud-provider',
			'0.2.1100',
		],
	])('takes name and version from %s', (path, name, version) => {
		const annotations = {'helm.cattle.io/chart-url': `https://rke2-charts.rancher.io/assets/${path}`};
		const chart = helmObjectOf({
			apiVersion: 'helm.cattle.io/v1',
			kind: 'HelmChart',
			metadata: {name: 'x', annotations},
		});
		expect(chart).toMatchObject({packaged: {name, version}});
	});

	it('says what is missing', () => {
		expect(() =>
			helmObjectOf({apiVersion: 'helm.cattle.io/v1', kind: 'HelmChartConfig', metadata: {}}),
		).toThrow('expected "name" with text, got nothing');
	});

	it('survives damage', () => {
		const kind = {apiVersion: 'helm.cattle.io/v1', kind: 'HelmChart'};
		const chart = {
			metadata: {name: 'rke2-canal', namespace: 'kube-system'},
			spec: {
				bootstrap: true,
				set: {'global.clusterCIDR': '10.42.0.0/16'},
				valuesContent: 'flannel: {mtu: 1400}',
			},
		};
		// As the probe does, which asks for one kind.
		const parse = (text: string) => helmObjectOf({...objectOf(jsonFrom(text), 'the chart'), ...kind});
		survivesDamage(parse, JSON.stringify(chart), {
			json: true,
			raw: ['.values.value'],
		});
	});
});

describe('valuesContent', () => {
	it.each([
		['a tab', 'flannel:\n\tmtu: 1', {line: 2, column: 1, message: 'Tabs are not allowed as indentation'}],
		['a text', 'flannel', {message: 'expected the values to be an object, got "flannel"'}],
		['a list', '- flannel', {message: 'expected the values to be an object, got an array'}],
	])('has a problem of its own: %s', (_, text, problem) => {
		expect(configWith(text)).toMatchObject({valuesContent: text, values: {ok: false, problem}});
	});

	it('may be empty, and may give a key twice', () => {
		expect(configWith('# nothing\n')).toMatchObject({values: {ok: true, value: {}}});
		expect(configWith('flannel: {mtu: 1}\nflannel: {mtu: 2}')).toMatchObject({
			values: {ok: true, value: {flannel: {mtu: 2}}},
			duplicates: [{line: 2, column: 1}],
		});
	});

	it('is absent where structured values are used', () => {
		const config = helmObjectOf({
			apiVersion: 'helm.cattle.io/v1',
			kind: 'HelmChartConfig',
			metadata: {name: 'x'},
			spec: {values: {flannel: {mtu: 1}}},
		});
		expect(config).toMatchObject({structuredValues: {flannel: {mtu: 1}}});
		expect(config).not.toHaveProperty('values');
	});

	it.each([
		undefined,
		'text',
		{kind: 'HelmChart', apiVersion: 'v1'},
		{kind: 'HelmRelease', apiVersion: 'helm.cattle.io/v1'},
	])('is not looked for in %j', value => {
		expect(helmObjectOf(value)).toBeUndefined();
	});
});
