import {test} from 'vitest';
import check from '../../../checks/service/api-address.ts';
import type {PacketResult} from '../../../src/core/request.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';

const answered: PacketResult = {result: 'answered', milliseconds: 1};
const silent: PacketResult = {result: 'silent', detail: 'no answer to the connection request within 1000 ms'};
const contact = (service: PacketResult, ...answers: readonly PacketResult[]) => ({
	name: 'default/kubernetes',
	address: '10.43.0.1',
	port: 443,
	service,
	endpoints: answers.map((answer, index) => ({address: `10.0.0.${index + 1}`, port: 6443, answer})),
});
const service = {kind: 'Service', namespace: 'default', name: 'kubernetes'} as const;
const noRules = {
	backend: 'nf_tables',
	rules: {isHooked: false, isMasquerading: false, ports: [], targets: []},
} as const;

testCheck(test, check, {
	passes: {
		'everything answers': {evidence: {settled: true, contact: contact(answered, answered, answered)}},
		'no server answers: that is not about services': {
			evidence: {settled: true, contact: contact(silent, silent)},
		},
	},
	fails: {
		'only the service address does not': {
			evidence: {settled: true, contact: contact(silent, answered)},
			findings: [{message: 'silent', subject: service, text: 'although 10.0.0.1:6443 answers directly'}],
		},
		'kube-proxy is gone and has left no rules': {
			evidence: {
				settled: true,
				contact: contact({result: 'unreachable'}, answered),
				health: {state: 'refused', detail: 'connect ECONNREFUSED'},
				rules: [noRules],
			},
			findings: [
				{
					message: 'silent',
					subject: service,
					text: 'kube-proxy does not answer its health check, and there is no rule',
				},
			],
		},
		'one of three servers does not': {
			evidence: {
				settled: true,
				contact: contact(answered, answered, {result: 'reset'}, answered),
				nodes: [kubeNode('node-4', {internalIps: ['10.0.0.2']})],
			},
			findings: [
				{message: 'partly', subject: {kind: 'Endpoint', name: '10.0.0.2:6443'}, text: 'one in 3 connections'},
			],
		},
	},
});
