import {test} from 'vitest';
import check from '../../../checks/dns/kept-endpoint.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {keptTargets} from '../service/kept-targets.ts';

const name = 'kube-system/rke2-coredns-rke2-coredns';
const subject = {kind: 'Service', namespace: 'kube-system', name: 'rke2-coredns-rke2-coredns'} as const;
const replaced = keptTargets(name, ['10.42.0.5'], ['10.42.2.61:53'], 2);

testCheck(test, check, {
	environment: {kubeProxy: told('iptables')},
	passes: {
		'as the API tells': {evidence: {targets: [], settings: new Map<string, string>()}},
		'a server, which is another finding': {
			evidence: {
				targets: [keptTargets('default/kubernetes', ['10.0.0.1'], ['10.0.0.9:6443'])],
				settings: new Map<string, string>(),
			},
		},
	},
	fails: {
		'a pod that was replaced': {
			evidence: {targets: [replaced], settings: new Map([['iptables-min-sync-period', '1s']])},
			findings: [
				{
					message: 'kept',
					subject,
					text: '10.42.2.61:53, which the API does not list any more: 1 of 2 places',
				},
			],
		},
		'the same, and kube-proxy is told to wait': {
			evidence: {targets: [replaced], settings: new Map([['iptables-min-sync-period', '1m0s']])},
			findings: [{message: 'delayed', subject, text: 'write them every 1m0s at the most'}],
		},
		'the same, and it is told nothing': {
			evidence: {targets: [replaced], settings: new Map<string, string>()},
			findings: [{message: 'kept', subject}],
		},
	},
});
