import {test} from 'vitest';
import endpoints from '../../../checks/dns/coredns-endpoints.ts';
import endpoint from '../../../checks/dns/endpoint-unreachable.ts';
import service from '../../../checks/dns/service-address.ts';
import type {PacketResult} from '../../../src/core/request.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';
import {onOverlay, peerOf} from '../flannel-builders.ts';

const answered: PacketResult = {result: 'answered', milliseconds: 1, answer: ['10.43.0.1']};
const silent: PacketResult = {result: 'silent', detail: 'no answer within 1000 ms'};
const failing: PacketResult = {...answered, answer: ['SERVFAIL']};
const contact = (at: PacketResult, ...answers: readonly (PacketResult | undefined)[]) => ({
	name: 'kube-system/rke2-coredns-rke2-coredns',
	address: '10.43.0.10',
	port: 53,
	service: at,
	endpoints: answers.map((answer, index) => ({
		address: `10.42.${index}.7`,
		port: 53,
		...(answer !== undefined && {answer}),
	})),
	question: 'kubernetes.default.svc.cluster.local',
	total: answers.length,
});
const dns = {kind: 'Service', namespace: 'kube-system', name: 'rke2-coredns-rke2-coredns'} as const;
const nodes = [
	kubeNode('node-1', {podCidrs: ['10.42.0.0/24']}),
	kubeNode('node-2', {podCidrs: ['10.42.1.0/24']}),
];

testCheck(test, service, {
	passes: {
		'it answers': {evidence: {settled: true, contact: contact(answered, answered)}},
		'nothing answers: that is not about the service': {
			evidence: {settled: true, contact: contact(silent, silent)},
		},
		'its rules picked an endpoint that is silent too': {
			evidence: {settled: true, contact: contact(silent, answered, silent)},
		},
		'it answers by its other endpoint': {
			evidence: {settled: true, contact: contact(answered, silent, answered)},
		},
	},
	fails: {
		'only the service address is silent': {
			evidence: {settled: true, contact: contact(silent, answered, answered)},
			findings: [{message: 'silent', subject: dns, text: 'although CoreDNS at 10.42.0.7'}],
		},
		'and there is no rule for it': {
			evidence: {
				settled: true,
				contact: contact(silent, answered),
				rules: [
					{backend: 'nf_tables', rules: {isHooked: true, isMasquerading: true, ports: [], targets: []}},
				],
			},
			findings: [{message: 'silent', subject: dns, text: 'there is no rule for it'}],
		},
	},
});

testCheck(test, endpoint, {
	passes: {
		'all answer': {evidence: {settled: true, contact: contact(answered, answered, answered)}},
		'one could not be asked': {evidence: {settled: true, contact: contact(answered, answered, undefined)}},
		'one answers with an error: the way to it is well': {
			evidence: {settled: true, contact: contact(answered, answered, failing)},
		},
		'there is none': {evidence: {settled: true, contact: contact({result: 'unreachable'})}},
	},
	fails: {
		'none of them answers': {
			evidence: {settled: true, contact: contact(silent, silent, silent), nodes},
			findings: [{message: 'allSilent', subject: dns, text: '10.42.0.7 and 10.42.1.7'}],
		},
		'one of them does not': {
			evidence: {settled: true, contact: contact(answered, silent, answered), nodes},
			findings: [{message: 'silent', subject: {kind: 'Endpoint', name: '10.42.0.7:53'}, text: 'on node-1'}],
		},
		'one of them does not, its node does': {
			evidence: {
				settled: true,
				contact: contact(answered, silent, answered),
				nodes,
				overlay: [onOverlay(peerOf(1), 'answered')],
			},
			findings: [
				{
					message: 'silent',
					subject: {kind: 'Endpoint', name: '10.42.0.7:53'},
					text: 'although node-1 itself answers through the overlay',
				},
			],
		},
	},
});

testCheck(test, endpoints, {
	passes: {
		'all answer': {evidence: {contact: contact(answered, answered, answered)}},
		'none of them answers: that may be the way to them': {
			evidence: {contact: contact(silent, silent, silent)},
		},
	},
	fails: {
		'there is none': {
			evidence: {contact: contact({result: 'unreachable'})},
			findings: [{message: 'none', subject: dns}],
		},
		'one of them cannot read the API': {
			evidence: {contact: contact(answered, answered, failing)},
			findings: [{message: 'failing', subject: {kind: 'Endpoint', name: '10.42.1.7:53'}, text: 'SERVFAIL'}],
		},
	},
});
