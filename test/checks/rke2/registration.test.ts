import {test} from 'vitest';
import check from '../../../checks/rke2/registration.ts';
import type {Role, ServiceState} from '../../../src/core/environment.ts';
import {mergeConfig} from '../../../src/derive/config-merge.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {addresses} from '../flannel-builders.ts';

const line = (message: string, level = 'error') =>
	`2026-11-22T17:36:07+0000 node-2 rke2[811]: time="2026-11-22T17:36:07Z" level=${level} msg="${message}"`;
const times = (count: number, message: string) => Array.from({length: count}, () => line(message));
const refused =
	'failed to get CA certs: Get \\"https://127.0.0.1:6444/cacerts\\": dial tcp 10.0.0.1:9345: connect: connection refused';
const unauthorized =
	'failed to get CA certs at https://127.0.0.1:38853/cacerts: https://127.0.0.1:38853/cacerts: 401 Unauthorized';
const given = (journal: readonly string[], server = 'https://10.0.0.1:9345') => ({
	journal,
	configuration: {
		files: [],
		settings: mergeConfig({path: '/etc/rancher/rke2/config.yaml', values: {server}}, []),
		cni: {primary: 'canal' as const, multus: false, isExplicit: false, source: "RKE2's default"},
	},
	addresses,
});
const starting = {service: told<ServiceState>('starting')};
const failed = {service: told<ServiceState>('failed')};
const server = {kind: 'Endpoint', name: 'https://10.0.0.1:9345'} as const;
const at = (name: string) => ({kind: 'Endpoint', name}) as const;

testCheck(test, check, {
	passes: {
		'it runs now': {
			evidence: given(times(9, refused)),
			environment: {service: told<ServiceState>('running')},
		},
		'no journal': {evidence: given([]), environment: starting},
		'a server that is just starting': {evidence: given(times(2, refused)), environment: starting},
		'trouble long ago': {
			evidence: given([...times(5, refused), ...times(60, 'Running kubelet')]),
			environment: starting,
		},
		'other trouble': {
			evidence: given(times(5, 'Failed to test etcd connection: connection refused')),
			environment: starting,
		},
		'objects that the API does not know, which is none of joining': {
			evidence: given(
				times(
					5,
					'Failed to list helmcharts: the server could not find the requested resource (get helmcharts.helm.cattle.io)',
				),
			),
			environment: starting,
		},
		'an API that did not know its own endpoints for a moment': {
			evidence: given(
				times(
					2,
					'Unable to watch for tunnel endpoints: the server could not find the requested resource (get endpoints)',
				),
			),
			environment: starting,
		},
		'a server that answers that it is not ready': {
			evidence: given(
				times(5, 'failed to get CA certs: https://127.0.0.1:6444/cacerts: 503 Service Unavailable'),
			),
			environment: starting,
		},
	},
	fails: {
		'nobody answers': {
			evidence: given(times(3, refused)),
			environment: starting,
			findings: [{message: 'unreachable', subject: server, text: '3 attempts'}],
		},
		'TLS hangs': {
			evidence: given(
				times(
					3,
					'failed to get CA certs: Get \\"https://127.0.0.1:6444/cacerts\\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
				),
			),
			environment: starting,
			findings: [{message: 'unreachable', subject: server}],
		},
		'a server that ends': {
			evidence: given([
				line(
					'starting kubernetes: preparing server: failed to get CA certs: Get \\"https://10.0.0.1:9345/cacerts\\": dial tcp: lookup rke2.example.org: no such host',
					'fatal',
				),
			]),
			environment: failed,
			findings: [{message: 'unreachable', subject: server}],
		},
		'a proxy in between that refuses': {
			evidence: given(times(3, 'failed to get CA certs: Get \\"https://10.0.0.1:9345/cacerts\\": Forbidden')),
			environment: starting,
			findings: [{message: 'proxy', subject: server, text: 'through an HTTP proxy'}],
		},
		'a proxy that is not there': {
			evidence: given(
				times(
					3,
					'failed to get CA certs: Get \\"https://10.0.0.1:9345/cacerts\\": proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused',
				),
			),
			environment: starting,
			findings: [{message: 'proxy', subject: server}],
		},
		'a clock that is behind': {
			evidence: given(
				times(
					3,
					'CA cert validation failed: Get \\"https://127.0.0.1:9345/cacerts\\": x509: certificate has expired or is not yet valid: current time 2026-09-05T07:59:00Z is before 2026-09-05T08:16:15Z',
				),
			),
			environment: starting,
			findings: [{message: 'clock', subject: server, text: 'is before 2026-09-05T08:16:15Z'}],
		},
		'a certificate that has expired': {
			evidence: given(
				times(
					3,
					'failed to get CA certs: Get \\"https://127.0.0.1:6444/cacerts\\": x509: certificate has expired or is not yet valid: current time 2026-09-05T07:59:00Z is after 2026-08-05T08:16:15Z',
				),
			),
			environment: starting,
			findings: [{message: 'certificate', subject: server}],
		},
		'its own address': {
			evidence: given(times(3, refused), 'https://10.0.0.2:9345'),
			environment: starting,
			findings: [{message: 'itself', subject: at('https://10.0.0.2:9345')}],
		},
		loopback: {
			evidence: given(times(3, refused), 'https://127.0.0.1:9345'),
			environment: starting,
			findings: [{message: 'itself', subject: at('https://127.0.0.1:9345')}],
		},
		'the port of the API': {
			evidence: given(times(3, unauthorized), 'https://10.0.0.1:6443'),
			environment: starting,
			findings: [
				{message: 'wrongPort', subject: at('https://10.0.0.1:6443'), text: 'takes nodes in at 9345'},
			],
		},
		'a balancer whose 6443 leads to 9345': {
			evidence: given(
				times(
					3,
					'Unable to watch for tunnel endpoints: the server could not find the requested resource (get endpoints)',
				),
			),
			environment: starting,
			findings: [{message: 'otherApi', subject: server, text: 'where the Kubernetes API should be'}],
		},
		'a token of another cluster': {
			evidence: given([
				line(
					'failed to validate token: token CA hash does not match the Cluster CA certificate hash: a1 != b2',
					'fatal',
				),
			]),
			environment: starting,
			findings: [{message: 'token', subject: server}],
		},
		'a balancer that speaks HTTP': {
			evidence: given(times(3, 'failed to get CA certs: https://127.0.0.1:6444/cacerts: 400 Bad Request')),
			environment: starting,
			findings: [{message: 'notRke2', subject: server, text: '400 Bad Request'}],
		},
		'Apache before the servers, which calls itself a proxy': {
			evidence: given(
				times(
					3,
					'failed to get CA certs: https://10.0.0.1:9345/cacerts: 502 Proxy Error: <!DOCTYPE HTML PUBLIC><html><head><title>502 Proxy Error</title>',
				),
			),
			environment: starting,
			findings: [{message: 'notRke2', subject: server, text: '502 Proxy Error'}],
		},
		'a name that is not in the certificate': {
			evidence: given(
				times(
					3,
					'failed to retrieve configuration from server: Get \\"https://rke2.example.org:9345/v1-rke2/config\\": tls: failed to verify certificate: x509: certificate is valid for kubernetes, localhost, not rke2.example.org',
				),
			),
			environment: starting,
			findings: [{message: 'certificate', subject: server}],
		},
		'other settings than the first server': {
			evidence: given([
				line(
					'starting kubernetes: preparing server: failed to validate server configuration: critical configuration value mismatch between servers',
					'fatal',
				),
			]),
			environment: {...failed, role: told<Role>('server')},
			findings: [{message: 'mismatch', subject: server}],
		},
	},
});
