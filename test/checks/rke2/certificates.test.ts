import {test} from 'vitest';
import check from '../../../checks/rke2/certificates.ts';
import type {CertificateFile} from '../../../src/probes/rke2.certificates.ts';
import {testCheck} from '../../../src/testing.ts';
import {now} from '../builders.ts';

const day = 86_400_000;
const agent = '/var/lib/rancher/rke2/agent';
const subject = {kind: 'Directory', name: agent} as const;

/** Valid from `since` days ago until in `until` days. */
const certificate = (name: string, since: number, until: number): CertificateFile => ({
	path: `${agent}/${name}.crt`,
	subject: `CN=${name}`,
	issuer: 'CN=rke2-client-ca@1785000000',
	serialNumber: '01',
	subjects: [`CN=${name}`],
	notBefore: now - since * day,
	notAfter: now + until * day,
	isAuthority: name.endsWith('-ca'),
});
const leaves = (since: number, until: number) =>
	['client-kubelet', 'client-kube-proxy', 'serving-kubelet'].map(name => certificate(name, since, until));
const authority = certificate('server-ca', 365, 3285);

testCheck(test, check, {
	passes: {
		'certificates of last month': {evidence: {certificates: [...leaves(30, 335), authority], now}},
		'a month that is left of a year': {evidence: {certificates: leaves(330, 35), now}},
		'short-lived certificates that were just renewed': {evidence: {certificates: leaves(1, 6), now}},
	},
	fails: {
		'three weeks left of a year': {
			evidence: {certificates: [...leaves(344, 21), authority], now},
			findings: [{message: 'expiring', subject, text: `${agent}/client-kubelet.crt in 21 days (3 in all)`}],
		},
		expired: {
			evidence: {certificates: [...leaves(30, 335), certificate('client-rke2-controller', 372, -7)], now},
			findings: [{message: 'expired', subject, text: 'client-rke2-controller.crt 7 days ago (1 in all)'}],
		},
		'a clock that stands in the past': {
			evidence: {certificates: leaves(-2, 363), now},
			findings: [{message: 'notYetValid', subject, text: '2026-11-24T08:00:00Z'}],
		},
		'an authority of ten years ago': {
			evidence: {certificates: [...leaves(30, 335), certificate('client-ca', 3640, 12)], now},
			findings: [
				{
					message: 'authorityExpiring',
					subject: {kind: 'Certificate', name: `${agent}/client-ca.crt`},
					text: 'in 12 days',
				},
			],
		},
		'an authority that has expired': {
			evidence: {certificates: [certificate('server-ca', 3660, -3)], now},
			findings: [
				{
					message: 'authorityExpired',
					subject: {kind: 'Certificate', name: `${agent}/server-ca.crt`},
					text: '3 days ago',
				},
			],
		},
	},
});
