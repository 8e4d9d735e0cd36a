import {test} from 'vitest';
import check from '../../../checks/rke2/disabled-parts.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {configurationOf} from './configuration.ts';

const path = '/etc/rancher/rke2/config.yaml';
const evidence = (values: Readonly<Record<string, unknown>>) => ({configuration: configurationOf(values)});

testCheck(test, check, {
	environment: {role: told('server')},
	passes: {
		'nothing disabled': {evidence: evidence({})},
		'charts that are there': {evidence: evidence({disable: ['rke2-ingress-nginx', 'rke2-canal']})},
		'kube-proxy turned off as it should be': {evidence: evidence({'disable-kube-proxy': true})},
	},
	fails: {
		'kube-proxy as a chart': {
			evidence: evidence({disable: ['rke2-canal', 'rke2-kube-proxy']}),
			findings: [
				{message: 'kubeProxy', subject: {kind: 'File', name: path}, text: `${path} disables rke2-kube-proxy`},
			],
		},
	},
});
