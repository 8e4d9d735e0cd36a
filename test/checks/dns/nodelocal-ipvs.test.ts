import {test} from 'vitest';
import check from '../../../checks/dns/nodelocal-ipvs.ts';
import type {PacketResult} from '../../../src/core/request.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {addressesOf} from '../host/evidence.ts';
import {ranges} from './resolvers.ts';

const contact = (result: PacketResult['result']) => ({
	name: 'kube-system/rke2-coredns-rke2-coredns',
	...{address: '10.43.0.10', port: 53, service: {result}, endpoints: [], total: 0},
	question: 'kubernetes.default.svc.cluster.local',
});
const both = addressesOf(['kube-ipvs0', '10.43.0.10', 32], ['nodelocaldns', '10.43.0.10', 32]);

testCheck(test, check, {
	environment: {kubeProxy: told('ipvs' as const)},
	passes: {
		'it has its own address only': {
			evidence: {
				addresses: addressesOf(['kube-ipvs0', '10.43.0.10', 32], ['nodelocaldns', '169.254.20.10', 32]),
				...{ranges, contact: contact('silent')},
			},
		},
		'the cluster DNS answers': {evidence: {addresses: both, ranges, contact: contact('answered')}},
		'no cache at all': {
			evidence: {
				addresses: addressesOf(['kube-ipvs0', '10.43.0.10', 32]),
				ranges,
				contact: contact('silent'),
			},
		},
	},
	fails: {
		'both have it': {
			evidence: {addresses: both, ranges, contact: contact('silent')},
			findings: [
				{
					message: 'both',
					subject: {kind: 'Interface', name: 'nodelocaldns'},
					text: 'Both kube-ipvs0 and nodelocaldns hold 10.43.0.10',
				},
			],
		},
	},
});
