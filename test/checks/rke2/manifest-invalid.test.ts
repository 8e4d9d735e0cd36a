import {test} from 'vitest';
import chartConfig from '../../../checks/rke2/chart-config.ts';
import check from '../../../checks/rke2/manifest-invalid.ts';
import type {HelmChart, HelmChartConfig} from '../../../src/parsers/helm-chart.ts';
import {parseChartConfigs} from '../../../src/parsers/helm-chart-config.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {helmObjectsIn} from '../builders.ts';

const path = '/var/lib/rancher/rke2/server/manifests/rke2-canal-config.yaml';
const config = (body: string) =>
	`apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata:\n  name: rke2-canal\n  namespace: kube-system\n${body}`;
const good = config('spec:\n  valuesContent: |-\n    flannel:\n      iface: eth1\n');
const manifest = (text: string) => ({manifests: [{path, configs: parseChartConfigs(text)}]});
const subject = {kind: 'HelmChartConfig', namespace: 'kube-system', name: 'rke2-canal'} as const;
const environment = {role: told<'server'>('server')};

testCheck(test, check, {
	passes: {
		'values for Canal': {evidence: manifest(good), environment},
		'a stub': {evidence: manifest('# disabled by configuration\n'), environment},
		'a manifest of something else': {
			evidence: manifest('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n---\n'),
			environment,
		},
		'values for a chart of the user': {
			evidence: manifest(good.replace('rke2-canal', 'my-app').replace('kube-system', 'apps')),
			environment,
		},
		'several documents': {evidence: manifest(`---\n${good}---\n---\n`), environment},
		'values as an object, under the key for one': {
			evidence: manifest(config('spec:\n  values:\n    flannel:\n      iface: eth1\n')),
			environment,
		},
		'quoted values': {
			evidence: manifest(config('spec:\n  valuesContent: "flannel: {iface: eth1}"\n')),
			environment,
		},
	},
	fails: {
		'YAML that cannot be read': {
			evidence: manifest(config('spec:\n\tvaluesContent: x\n')),
			environment,
			findings: [{message: 'unreadable', subject: {kind: 'File', name: path}, text: '(line 7, column 1)'}],
		},
		'values that are no text': {
			evidence: manifest(config('spec:\n  valuesContent:\n    flannel:\n      iface: eth1\n')),
			environment,
			findings: [{message: 'refused', subject, text: 'spec.valuesContent must be a text'}],
		},
		'the apiVersion of something else': {
			evidence: manifest(good.replace('helm.cattle.io/v1', 'helm.toolkit.fluxcd.io/v2')),
			environment,
			findings: [{message: 'refused', subject, text: 'a HelmChartConfig in helm.cattle.io/v1'}],
		},
		'another spelling of the kind': {
			evidence: manifest(good.replace('HelmChartConfig', 'HelmChartconfig')),
			environment,
			findings: [{message: 'refused', subject, text: 'there is no HelmChartconfig'}],
		},
		'a text under the key for an object': {
			evidence: manifest(config('spec:\n  values: |-\n    flannel:\n      iface: eth1\n')),
			environment,
			findings: [{message: 'refused', subject, text: 'the key for a text is valuesContent'}],
		},
		'another spelling of the key': {
			evidence: manifest(config('spec:\n  valueContent: |-\n    flannel:\n      iface: eth1\n')),
			environment,
			findings: [{message: 'misplaced', subject, text: 'spec.valueContent is where Kubernetes ignores it'}],
		},
		'spec under metadata': {
			evidence: manifest(config('  spec:\n    valuesContent: |-\n      flannel:\n        iface: eth1\n')),
			environment,
			findings: [{message: 'misplaced', subject, text: 'metadata.spec'}],
		},
		'valuesContent beside spec': {
			evidence: manifest(config('valuesContent: |-\n  flannel: {}\n')),
			environment,
			findings: [{message: 'misplaced', subject, text: ': valuesContent is'}],
		},
		'the namespace default': {
			evidence: manifest(good.replace('  namespace: kube-system\n', '')),
			environment,
			findings: [{message: 'wrongNamespace', subject: {...subject, namespace: 'default'}}],
		},
		'values with wrong indentation': {
			evidence: manifest(
				config('spec:\n  valuesContent: |-\n    flannel:\n      iface: eth1\n     mtu: 1400\n'),
			),
			environment,
			findings: [{message: 'valuesInvalid', subject, text: '(line 10'}],
		},
		'values that are a list': {
			evidence: manifest(config('spec:\n  valuesContent: |-\n    - flannel\n')),
			environment,
			findings: [{message: 'valuesInvalid', subject, text: 'expected a mapping'}],
		},
	},
});

const chart =
	'apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata:\n  name: NAME\n  namespace: kube-system\nspec: {}\n';
const helm = (...texts: readonly string[]) => {
	const objects = [chart.replace('NAME', 'rke2-canal'), ...texts].flatMap(helmObjectsIn);
	return {
		helm: {
			charts: objects.filter((object): object is HelmChart => object.kind === 'HelmChart'),
			configs: objects.filter((object): object is HelmChartConfig => object.kind === 'HelmChartConfig'),
		},
	};
};

const underCilium = good
	.replace('rke2-canal', 'rke2-cilium')
	.replace('flannel:\n      iface: eth1', 'cilium:\n      MTU: 1400');
const unwrapped = {rke2Version: told('v1.34.2+rke2r1')};

testCheck(test, chartConfig, {
	passes: {
		'values under the name of what the chart installs, before v1.23.5 where they belong there': {
			evidence: helm(underCilium),
			environment: {rke2Version: told('v1.23.4+rke2r2')},
		},
		'the same with an unknown version': {
			evidence: helm(underCilium),
			environment: {rke2Version: {signals: []}},
		},
		'nothing under the name of what the chart installs': {
			evidence: helm(underCilium.replace('cilium:\n      MTU: 1400', 'cilium: {}')),
			environment: unwrapped,
		},
		'values for Canal': {evidence: helm(good)},
		'values of Flannel under flannel, where its chart looks for them': {
			evidence: helm(good.replace('rke2-canal', 'rke2-flannel')),
		},
		'values for a chart that RKE2 ships but does not run': {
			evidence: helm(good.replace('rke2-canal', 'rke2-ingress-nginx')),
		},
		'values for a chart of the user': {
			evidence: helm(chart.replace('NAME', 'my-app'), good.replace('rke2-canal', 'my-app')),
		},
		'values for a chart of the user that is still to come': {
			evidence: helm(good.replace('rke2-canal', 'my-app')),
		},
		'values from elsewhere': {evidence: helm(config('spec:\n  valuesSecrets: []\n'))},
		'a file name and a version as keys': {
			evidence: helm(config('spec:\n  valuesContent: |-\n    files:\n      a.conf: x\n    v1.2: y\n')),
		},
	},
	fails: {
		'the name of K3s': {
			evidence: helm(good.replace('rke2-canal', 'canal')),
			findings: [{message: 'noSuchChart', subject: {...subject, name: 'canal'}}],
		},
		'values that are not YAML': {
			evidence: helm(config('spec:\n  valuesContent: |-\n    flannel: {\n')),
			findings: [{message: 'valuesInvalid', subject}],
		},
		'keys with dots': {
			evidence: helm(config('spec:\n  valuesContent: |-\n    flannel.iface: eth1\n')),
			findings: [{message: 'dotted', subject, text: 'flannel.iface'}],
		},
		'values under the name of what the chart installs, as charts before 2022 took them': {
			evidence: helm(underCilium),
			environment: unwrapped,
			findings: [
				{
					message: 'underItsName',
					subject: {...subject, name: 'rke2-cilium'},
					text: 'has values under cilium, where its chart looks for none',
				},
			],
		},
		'values under the name of the chart': {
			evidence: helm(config('spec:\n  valuesContent: |-\n    rke2-canal:\n      flannel: {iface: eth1}\n')),
			environment: unwrapped,
			findings: [{message: 'underItsName', subject, text: 'under rke2-canal'}],
		},
	},
});
