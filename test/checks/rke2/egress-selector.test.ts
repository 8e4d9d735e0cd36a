import {test} from 'vitest';
import check from '../../../checks/rke2/egress-selector.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';
import {routeOf} from '../flannel-builders.ts';
import {configurationOf} from './configuration.ts';

const node = kubeNode('node-1', {podCidrs: ['10.42.0.0/24']});
const pod = (address: string) => routeOf(`${address}/32`, {dev: 'cali0123456789a', scope: 'link'});
const evidence = (mode: string | undefined, ...routes: readonly ReturnType<typeof pod>[]) => ({
	configuration: configurationOf(mode === undefined ? {} : {'egress-selector-mode': mode}),
	node,
	routes: [...routes],
});

testCheck(test, check, {
	environment: {role: told('server'), cni: told('calico')},
	passes: {
		'the default': {evidence: evidence(undefined, pod('10.42.84.130'))},
		'by the range of the cluster': {evidence: evidence('cluster', pod('10.42.84.130'))},
		'pods within the range of their node': {evidence: evidence('pod', pod('10.42.0.12'))},
		'no pod here': {evidence: evidence('pod')},
	},
	fails: {
		'pods of a pool of Calico': {
			evidence: evidence('pod', pod('10.42.84.130')),
			findings: [
				{
					message: 'pod',
					subject: {kind: 'File', name: '/etc/rancher/rke2/config.yaml'},
					text: '10.42.84.130 here, where 10.42.0.0/24 is expected',
				},
			],
		},
	},
});
