import {test} from 'vitest';
import check from '../../../checks/rke2/certificate-issuer.ts';
import type {CertificateFile} from '../../../src/probes/rke2.certificates.ts';
import {testCheck} from '../../../src/testing.ts';
import {now} from '../builders.ts';

const agent = '/var/lib/rancher/rke2/agent';
const authority = (name: string, id = 1) => `CN=rke2-${name}@${id}`;
const certificate = (
	name: string,
	issuer: string,
	subjects: readonly [string, ...string[]] = [`CN=${name}`],
): CertificateFile => ({
	path: `${agent}/${name}.crt`,
	subject: subjects[0],
	subjects,
	issuer,
	serialNumber: '01',
	notBefore: now - 86_400_000,
	notAfter: now + 86_400_000,
	isAuthority: name.endsWith('-ca'),
});
const [clientCa, serverCa] = [authority('client-ca'), authority('server-ca')];
const authorities = [
	certificate('client-ca', clientCa, [clientCa]),
	certificate('server-ca', serverCa, [serverCa]),
];
const leaves = [
	certificate('client-kubelet', clientCa, ['CN=system:node:node-2', clientCa]),
	certificate('serving-kubelet', serverCa),
];

testCheck(test, check, {
	passes: {
		'of this cluster': {evidence: {certificates: [...leaves, ...authorities]}},
		'authorities that are being replaced': {
			evidence: {
				certificates: [
					...leaves,
					certificate('client-ca', authority('client-ca', 2), [authority('client-ca', 2), clientCa]),
					certificate('server-ca', serverCa, [serverCa]),
				],
			},
		},
		'authorities that cannot be read': {evidence: {certificates: leaves}},
	},
	fails: {
		'a certificate of the cluster from which the machine was cloned': {
			evidence: {
				certificates: [
					certificate('client-kube-proxy', authority('client-ca', 9)),
					...leaves,
					...authorities,
				],
			},
			findings: [
				{
					message: 'rotation',
					subject: {kind: 'Certificate', name: `${agent}/client-kube-proxy.crt`},
					text: 'was issued by CN=rke2-client-ca@9, but the authority of this cluster is CN=rke2-client-ca@1',
				},
			],
		},
		'a certificate by an authority of the site': {
			evidence: {certificates: [certificate('serving-kubelet', 'CN=Example Root'), ...authorities]},
			findings: [{message: 'another', subject: {kind: 'Certificate', name: `${agent}/serving-kubelet.crt`}}],
		},
		'the certificate of the kubelet by the authority of clients': {
			evidence: {certificates: [certificate('serving-kubelet', clientCa), ...authorities]},
			findings: [{message: 'another', subject: {kind: 'Certificate', name: `${agent}/serving-kubelet.crt`}}],
		},
	},
});
