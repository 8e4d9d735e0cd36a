import {test} from 'vitest';
import check from '../../../checks/flannel/network-policies.ts';
import {testCheck} from '../../../src/testing.ts';
import {onFlannel as environment} from './environment.ts';

const subject = {kind: 'DaemonSet', namespace: 'kube-system', name: 'kube-flannel-ds'} as const;

testCheck(test, check, {
	passes: {
		none: {evidence: {policies: []}, environment},
		'those of RKE2 and of Fleet': {
			evidence: {
				policies: [
					{namespace: 'kube-system', name: 'default-network-policy'},
					{namespace: 'kube-system', name: 'default-network-dns-policy'},
					{namespace: 'kube-system', name: 'rke2-flannel-host-networking'},
					{namespace: 'cattle-fleet-system', name: 'default-allow-all'},
				],
			},
			environment,
		},
	},
	fails: {
		some: {
			evidence: {
				policies: [
					{namespace: 'shop', name: 'deny-all'},
					{namespace: 'shop', name: 'web'},
				],
			},
			environment,
			findings: [
				{message: 'ignored', subject, text: 'the 2 NetworkPolicies of this cluster, shop/deny-all, shop/web'},
			],
		},
	},
});
