import {readFileSync} from 'node:fs';
import {test} from 'vitest';
import check from '../../../checks/cni/calico-kubeconfig-authority.ts';
import {parseCertificates} from '../../../src/parsers/certificate.ts';
import {testCheck} from '../../../src/testing.ts';

const agent = new URL(
	'../../../fixtures/nodes/canal-agent/files/var/lib/rancher/rke2/agent/',
	import.meta.url,
);
const pemOf = (name: string): string => readFileSync(new URL(name, agent), 'utf8');
const [serverAuthority] = parseCertificates(pemOf('server-ca.crt'));
const path = '/etc/cni/net.d/calico-kubeconfig';
const subject = {kind: 'File', name: path} as const;
const evidence = (pem: string) => ({
	kubeconfig: {
		path,
		kubeconfig: {
			ok: true,
			value: {
				server: 'https://10.43.0.1:443',
				certificateAuthority: {pem},
				hasToken: true,
				isInsecure: false,
			},
		} as const,
	},
	certificates:
		serverAuthority === undefined
			? []
			: [
					{
						...serverAuthority,
						path: '/var/lib/rancher/rke2/agent/server-ca.crt',
						subjects: [serverAuthority.subject],
					},
				],
});

testCheck(test, check, {
	passes: {
		'the authority of the cluster': {evidence: evidence(pemOf('server-ca.crt'))},
		'two authorities, while one takes over from the other': {
			evidence: evidence(`${pemOf('client-ca.crt')}${pemOf('server-ca.crt')}`),
		},
		'no file, which is another finding': {
			evidence: {...evidence(''), kubeconfig: {path}},
		},
	},
	fails: {
		'the authority of another cluster': {
			evidence: evidence(pemOf('client-ca.crt')),
			findings: [{message: 'another', subject, text: `${path} trusts`}],
		},
		'text that somebody pasted': {
			evidence: evidence('garbage'),
			findings: [{message: 'unreadable', subject}],
		},
	},
});
