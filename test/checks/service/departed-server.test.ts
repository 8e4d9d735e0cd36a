import {test} from 'vitest';
import check from '../../../checks/service/departed-server.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {keptTargets} from './kept-targets.ts';

const subject = {kind: 'Service', namespace: 'default', name: 'kubernetes'} as const;
const dns = 'kube-system/rke2-coredns-rke2-coredns';

testCheck(test, check, {
	environment: {kubeProxy: told('iptables')},
	passes: {
		'as the API tells': {evidence: {targets: []}},
		'a pod of CoreDNS, which is another finding': {
			evidence: {targets: [keptTargets(dns, ['10.42.0.5'], ['10.42.2.61:53'])]},
		},
	},
	fails: {
		'a server that is gone': {
			evidence: {targets: [keptTargets('default/kubernetes', ['10.0.0.1'], ['10.0.0.9:6443'], 2)]},
			findings: [
				{
					message: 'kept',
					subject,
					text: 'still lead to 10.0.0.9:6443, which the API does not list and no node has: about 1 in 2 connections of pods here to the API is sent there',
				},
			],
		},
	},
});
