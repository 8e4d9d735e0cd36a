import {test} from 'vitest';
import check from '../../../checks/service/ipvs-weight.ts';
import {testCheck, told} from '../../../src/testing.ts';

const contact = (result: 'answered' | 'reset') => ({
	...{name: 'kube-system/rke2-coredns-rke2-coredns', address: '10.43.0.10', port: 53, total: 1},
	service: {result},
	endpoints: [{address: '10.42.1.5', port: 53, answer: {result: 'answered' as const}}],
	question: 'kubernetes.default.svc.cluster.local',
});
const server = (...weights: readonly number[]) => ({
	...{protocol: 'UDP', end: '10.43.0.10:53'},
	servers: weights.map((weight, index) => ({end: `10.42.1.${index + 5}:53`, weight})),
});
const evidence = (...servers: readonly object[]) => ({contact: contact('reset'), servers: servers as never});
const subject = {kind: 'Service', namespace: 'kube-system', name: 'rke2-coredns-rke2-coredns'} as const;

testCheck(test, check, {
	environment: {kubeProxy: told('ipvs')},
	passes: {
		'it answers, and nothing was read': {evidence: {contact: contact('answered'), servers: []}},
		'one pod gets connections, the other is on its way out': {evidence: evidence(server(1, 0))},
		'another service has none': {evidence: evidence({...server(0), end: '10.43.7.7:53'}, server(1))},
		'the same address over TCP': {evidence: evidence({...server(0), protocol: 'TCP'})},
	},
	fails: {
		'all were left with the weight 0': {
			evidence: evidence(server(0, 0)),
			findings: [{message: 'nothing', subject, text: 'has the weight 0 for all of its pods'}],
		},
		'there is nothing behind it': {
			evidence: evidence(server()),
			findings: [{message: 'nothing', subject, text: 'leads to no pod'}],
		},
	},
});
