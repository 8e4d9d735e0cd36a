import {test} from 'vitest';
import check from '../../../checks/dns/kept-endpoint.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {keptTargets} from '../service/kept-targets.ts';

const name = 'kube-system/rke2-coredns-rke2-coredns';

testCheck(test, check, {
	environment: {kubeProxy: told('iptables')},
	passes: {
		'as the API tells': {evidence: {targets: []}},
		'a server, which is another finding': {
			evidence: {targets: [keptTargets('default/kubernetes', ['10.0.0.1'], ['10.0.0.9:6443'])]},
		},
	},
	fails: {
		'a pod that was replaced': {
			evidence: {targets: [keptTargets(name, ['10.42.0.5'], ['10.42.2.61:53'], 2)]},
			findings: [
				{
					message: 'kept',
					subject: {kind: 'Service', namespace: 'kube-system', name: 'rke2-coredns-rke2-coredns'},
					text: '10.42.2.61:53, which the API does not list any more: 1 of 2 places',
				},
			],
		},
	},
});
