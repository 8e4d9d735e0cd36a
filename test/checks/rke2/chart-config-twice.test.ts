import {test} from 'vitest';
import check from '../../../checks/rke2/chart-config-twice.ts';
import {parseChartConfigs} from '../../../src/parsers/helm-chart-config.ts';
import {testCheck, told} from '../../../src/testing.ts';

const manifest = (file: string, name: string, namespace = 'kube-system', values = 'a: 1') => ({
	path: `/var/lib/rancher/rke2/server/manifests/${file}`,
	configs: parseChartConfigs(
		`apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\nspec:\n  valuesContent: |-\n    ${values}\n`,
	),
});

testCheck(test, check, {
	environment: {role: told('server' as const)},
	passes: {
		'one for each chart': {
			evidence: {manifests: [manifest('a.yaml', 'rke2-canal'), manifest('b.yaml', 'rke2-coredns')]},
		},
		'a copy of a manifest': {
			evidence: {manifests: [manifest('a.yaml', 'rke2-canal'), manifest('b.yaml', 'rke2-canal')]},
		},
		'the same name in another namespace': {
			evidence: {manifests: [manifest('a.yaml', 'traefik'), manifest('b.yaml', 'traefik', 'web')]},
		},
		'a manifest that cannot be read': {
			evidence: {
				manifests: [
					manifest('a.yaml', 'rke2-canal'),
					{path: 'b.yaml', configs: parseChartConfigs('kind: HelmChartConfig\n\tname: rke2-canal')},
				],
			},
		},
	},
	fails: {
		'two files for one chart': {
			evidence: {
				manifests: [
					manifest('a.yaml', 'rke2-canal'),
					manifest('b.yaml', 'rke2-canal', 'kube-system', 'a: 2'),
				],
			},
			findings: [
				{
					message: 'twice',
					subject: {kind: 'HelmChartConfig', namespace: 'kube-system', name: 'rke2-canal'},
					text: 'manifests/a.yaml',
				},
			],
		},
	},
});
