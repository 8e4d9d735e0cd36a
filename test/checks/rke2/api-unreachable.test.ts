import {test} from 'vitest';
import check from '../../../checks/rke2/api-unreachable.ts';
import {testCheck, told} from '../../../src/testing.ts';

const subject = {kind: 'Endpoint', name: '127.0.0.1:6443'} as const;
const refused = {
	state: 'refused',
	detail: '127.0.0.1:6443/readyz: connect ECONNREFUSED 127.0.0.1:6443',
	server: '127.0.0.1:6443',
} as const;

testCheck(test, check, {
	passes: {'the API is ready': {evidence: {endpoint: {state: 'ready'}}}},
	fails: {
		'an agent whose load balancer is gone': {
			evidence: {endpoint: refused, servers: ['10.0.0.1:6443', '10.0.0.2:6443']},
			findings: [{message: 'refused', subject, text: 'should connect to 10.0.0.1:6443, 10.0.0.2:6443'}],
		},
		'a server without API server': {
			evidence: {endpoint: refused, servers: []},
			environment: {role: told('server')},
			findings: [{message: 'refused', subject, text: 'where the API server should answer'}],
		},
		'no server behind the load balancer': {
			evidence: {endpoint: {state: 'disconnected', detail: 'socket hang up'}},
			findings: [{message: 'disconnected', subject, text: 'should connect to the servers'}],
		},
		'no answer': {
			evidence: {endpoint: {state: 'silent', detail: 'no complete answer within 5000 ms'}},
			findings: [{message: 'silent', subject}],
		},
		'a balancer that holds on to a server that is gone': {
			evidence: {
				endpoint: {state: 'silent', detail: 'no complete answer within 5000 ms'},
				servers: ['10.0.0.9:6443', '10.0.0.1:6443'],
				contact: {
					...{name: 'default/kubernetes', address: '10.43.0.1', port: 443, service: {result: 'silent'}},
					endpoints: [
						{address: '10.0.0.9', port: 6443, answer: {result: 'silent'}},
						{address: '10.0.0.1', port: 6443, answer: {result: 'answered'}},
						{address: 'fd00::1', port: 6443, answer: {result: 'answered'}},
					],
				},
			},
			findings: [
				{
					message: 'silent',
					subject,
					text: '10.0.0.9:6443, 10.0.0.1:6443; 10.0.0.1:6443 and [fd00::1]:6443 takes connections of this node without it',
				},
			],
		},
		'a kubeconfig that leads to a server that is gone': {
			evidence: {
				endpoint: {
					state: 'silent',
					detail: '10.0.0.99:6443 did not answer /readyz within 5 s',
					server: '10.0.0.99:6443',
				},
			},
			findings: [
				{
					message: 'silent',
					subject: {kind: 'Endpoint', name: '10.0.0.99:6443'},
					text: '10.0.0.99:6443 does not answer in time, to which the kubeconfig of this node leads',
				},
			],
		},
		'a certificate that has expired': {
			evidence: {endpoint: {state: 'certificate', detail: 'certificate has expired (CERT_HAS_EXPIRED)'}},
			findings: [{message: 'certificate', subject, text: 'CERT_HAS_EXPIRED'}],
		},
		'our certificate has expired': {
			evidence: {endpoint: {state: 'unauthorized', detail: '/readyz: HTTP 401 Unauthorized'}},
			findings: [{message: 'unauthorized', subject}],
		},
		'etcd is gone': {
			evidence: {endpoint: {state: 'not-ready', detail: '/readyz: HTTP 500 [-]etcd failed: reason withheld'}},
			findings: [{message: 'notReady', subject, text: '[-]etcd failed'}],
		},
	},
});
