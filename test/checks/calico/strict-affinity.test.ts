import {expect, it, test} from 'vitest';
import check from '../../../checks/calico/strict-affinity.ts';
import {calicoIpamConfiguration} from '../../../src/probes/calico.ipam-configuration.ts';
import {testCheck} from '../../../src/testing.ts';
import {probed} from '../../probes/run-probe.ts';
import {calicoNode, kubeNode} from '../builders.ts';

const linux = kubeNode('node-1', {labels: {'kubernetes.io/os': 'linux'}});
const windows = kubeNode('win-1', {labels: {'kubernetes.io/os': 'windows'}});

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'as the chart of RKE2 sets it': {
			evidence: {ipam: {isAffinityStrict: true}, nodes: [linux, windows]},
		},
		'Linux nodes may borrow': {evidence: {ipam: {isAffinityStrict: false}, nodes: [linux]}},
	},
	fails: {
		'a Windows node in a cluster from before': {
			evidence: {ipam: {isAffinityStrict: false}, nodes: [linux, windows]},
			findings: [
				{
					message: 'borrows',
					subject: {kind: 'HelmChartConfig', namespace: 'kube-system', name: 'rke2-calico'},
					text: '(win-1)',
				},
			],
		},
	},
});

it.each([
	[
		'what it is told',
		{
			'kubectl get --raw /apis/crd.projectcalico.org/v1/ipamconfigs/default':
				'{"metadata":{"name":"default"},"spec":{"strictAffinity":true}}',
		},
		true,
	],
	['off without an IPAMConfig', {}, false],
])('calico.ipam-configuration gives %s', (_, replies, isAffinityStrict) => {
	expect(probed(calicoIpamConfiguration, replies)).toEqual({isAffinityStrict});
});
