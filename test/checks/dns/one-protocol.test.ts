import {test} from 'vitest';
import check from '../../../checks/dns/one-protocol.ts';
import type {PacketResult} from '../../../src/core/request.ts';
import {testCheck} from '../../../src/testing.ts';

const yes: PacketResult = {result: 'answered', answer: ['10.43.0.1']};
const no: PacketResult = {result: 'silent'};
const of = (udp: PacketResult, tcp: PacketResult, ...direct: readonly PacketResult[]) => ({
	evidence: {
		protocols: {
			address: '10.43.0.10',
			question: 'kubernetes.default.svc.cluster.local',
			udp,
			tcp,
			direct,
		},
	},
});
const subject = {kind: 'Service', namespace: 'kube-system', name: 'rke2-coredns-rke2-coredns'} as const;

testCheck(test, check, {
	passes: {
		both: of(yes, yes, yes),
		neither: of(no, no, no),
		'over UDP the pods answer, and the service does not: that is about its rules': of(no, yes, yes, no),
	},
	fails: {
		'TCP is filtered': {
			...of(yes, {result: 'reset', detail: 'ECONNREFUSED'}, yes),
			findings: [{message: 'tcpLost', subject, text: 'but not over TCP (ECONNREFUSED)'}],
		},
		'UDP is filtered': {
			...of(no, yes, no),
			findings: [{message: 'udpLost', subject, text: 'but not over UDP (silent)'}],
		},
	},
});
