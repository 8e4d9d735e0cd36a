import {test} from 'vitest';
import check from '../../../checks/cilium/kube-proxy-replacement.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {now} from '../builders.ts';
import {agentSubject, ciliumStatus, onCilium} from '../cilium-builders.ts';

const container = (name: string, state: 'running' | 'exited') =>
	({id: 'a', sandboxId: 'b', name, attempt: 0, state, createdAt: now}) as const;
const status = (mode: string) => ciliumStatus({'kube-proxy-replacement': {mode}});
const absent = {
	value: 'absent',
	signals: [{source: 'agent/pod-manifests', says: 'no manifest, no container'}],
} as const;

testCheck(test, check, {
	passes: {
		'kube-proxy serves': {
			evidence: {status: status('False'), containers: [container('kube-proxy', 'running')]},
			environment: {...onCilium, kubeProxy: told('iptables')},
		},
		'Cilium serves': {
			evidence: {status: status('True'), containers: []},
			environment: {...onCilium, kubeProxy: told('replaced')},
		},
		'an old Cilium that leaves some of it to kube-proxy': {
			evidence: {status: status('Partial'), containers: [container('kube-proxy', 'running')]},
			environment: onCilium,
		},
		'kube-proxy is about to come back': {
			evidence: {status: status('False'), containers: []},
			environment: {...onCilium, kubeProxy: {signals: [], undecided: 'RKE2 still waits for the API'}},
		},
		'no answer about it': {
			evidence: {status: ciliumStatus({'kube-proxy-replacement': null}), containers: []},
			environment: {...onCilium, kubeProxy: absent},
		},
	},
	fails: {
		'parts of it beside kube-proxy, as upgradeCompatibility brings back': {
			evidence: {status: status('Probe'), containers: [container('kube-proxy', 'running')]},
			findings: [{message: 'probed', subject: agentSubject}],
			environment: {...onCilium, kubeProxy: told('iptables')},
		},
		'neither serves': {
			evidence: {status: status('False'), containers: [container('kube-proxy', 'exited')]},
			environment: {...onCilium, kubeProxy: absent},
			findings: [{message: 'nobody', subject: agentSubject}],
		},
		'both serve': {
			evidence: {status: status('True'), containers: [container('kube-proxy', 'running')]},
			environment: {...onCilium, kubeProxy: told('iptables')},
			findings: [{message: 'both', subject: {kind: 'Pod', namespace: 'kube-system', name: 'kube-proxy'}}],
		},
	},
});
