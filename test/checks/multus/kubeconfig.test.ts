import {test} from 'vitest';
import check from '../../../checks/multus/kubeconfig.ts';
import {parseKubeconfig} from '../../../src/parsers/kubeconfig.ts';
import {attempt} from '../../../src/parsers/parsed.ts';
import {testCheck} from '../../../src/testing.ts';
import {now} from '../builders.ts';
import {withMultus} from './builders.ts';

const environment = withMultus;
const path = '/etc/cni/net.d/multus.d/multus.kubeconfig';
const subject = {kind: 'File', name: path} as const;

/** As thin Multus 4.3.0 writes it. */
const written = (user: string) => {
	const text = `# Kubeconfig file for Multus CNI plugin.
apiVersion: v1
kind: Config
clusters:
- name: local
  cluster:
    server: https://10.43.0.1:443
    certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==
users:
- name: multus
  user:
    ${user}
contexts:
- name: multus-context
  context:
    cluster: local
    user: multus
current-context: multus-context
`;
	return {path, kubeconfig: attempt(() => parseKubeconfig(text))};
};
const expiring = (minutes: number) =>
	written(`token: "REDACTED_jwt-exp-${Math.floor(now / 1000) + minutes * 60}_0a1b2c"`);

testCheck(test, check, {
	passes: {
		'a token that is valid': {environment, evidence: {kubeconfig: expiring(40), now}},
		'a token that never expires': {
			environment,
			evidence: {kubeconfig: written('token: REDACTED_token_0a1b2c'), now},
		},
		'a certificate instead of a token': {
			environment,
			evidence: {kubeconfig: written('client-certificate: /etc/multus/tls.crt'), now},
		},
		'thick Multus, which needs none': {environment, evidence: {kubeconfig: {}, now}},
	},
	fails: {
		'no file': {environment, evidence: {kubeconfig: {path}, now}, findings: [{message: 'missing', subject}]},
		'an empty file': {
			environment,
			evidence: {kubeconfig: {path, kubeconfig: attempt(() => parseKubeconfig(''))}, now},
			findings: [{message: 'broken', subject}],
		},
		'an empty token': {
			environment,
			evidence: {kubeconfig: written('token: ""'), now},
			findings: [{message: 'tokenless', subject}],
		},
		'a token of last week': {
			environment,
			evidence: {kubeconfig: expiring(-7 * 24 * 60), now},
			findings: [{message: 'expired', subject, text: '7 days ago'}],
		},
		'a token of an hour ago': {
			environment,
			evidence: {kubeconfig: expiring(-60), now},
			findings: [{message: 'expired', subject, text: '60 minutes ago'}],
		},
	},
});
