import {test} from 'vitest';
import check from '../../../checks/cni/calico-kubeconfig.ts';
import {parseKubeconfig} from '../../../src/parsers/kubeconfig.ts';
import {attempt} from '../../../src/parsers/parsed.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, now} from '../builders.ts';

const path = '/etc/cni/net.d/calico-kubeconfig';
const subject = {kind: 'File', name: path} as const;

/** As install-cni of Calico 3.31 writes it. */
const written = (user: string) => {
	const text = `# Kubeconfig file for Calico CNI plugin. Installed by calico/node.
apiVersion: v1
kind: Config
clusters:
- name: local
  cluster:
    server: https://[10.43.0.1]:443
    certificate-authority-data: "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg=="
users:
- name: calico
  user:
    ${user}
contexts:
- name: calico-context
  context:
    cluster: local
    user: calico
current-context: calico-context`;
	return {path, kubeconfig: attempt(() => parseKubeconfig(text))};
};
const expiring = (minutes: number) =>
	written(`token: "REDACTED_jwt-exp-${Math.floor(now / 1000) + minutes * 60}_0a1b2c"`);

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'a token that is valid': {evidence: {kubeconfig: expiring(40), now}},
		'a token that never expires': {
			evidence: {kubeconfig: written('token: REDACTED_token_0a1b2c'), now},
		},
		'no configuration names one': {evidence: {kubeconfig: {}, now}},
	},
	fails: {
		'no file': {evidence: {kubeconfig: {path}, now}, findings: [{message: 'missing', subject}]},
		'an empty file': {
			evidence: {kubeconfig: {path, kubeconfig: attempt(() => parseKubeconfig(''))}, now},
			findings: [{message: 'broken', subject}],
		},
		'an empty token': {
			evidence: {kubeconfig: written('token: ""'), now},
			findings: [{message: 'tokenless', subject}],
		},
		'calico-node has not run for two days': {
			evidence: {kubeconfig: expiring(-3000), now},
			findings: [{message: 'expired', subject, text: 'expired 2 days ago'}],
		},
	},
});
