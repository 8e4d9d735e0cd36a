import {test} from 'vitest';
import check from '../../../checks/calico/ebpf-kube-proxy.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {calicoNode} from '../builders.ts';

const container = (name: string, state: 'running' | 'exited') => ({
	id: `${name}-1`,
	name,
	sandboxId: 's',
	attempt: 0,
	state,
	createdAt: 0,
	labels: {},
});

testCheck(test, check, {
	environment: {...calicoNode, dataplane: told('ebpf' as const)},
	passes: {
		'no kube-proxy': {evidence: {containers: [container('calico-node', 'running')]}},
		'a kube-proxy that was stopped': {evidence: {containers: [container('kube-proxy', 'exited')]}},
	},
	fails: {
		'kube-proxy runs on': {
			evidence: {containers: [container('kube-proxy', 'running')]},
			findings: [{message: 'both', subject: {kind: 'Pod', namespace: 'kube-system', name: 'kube-proxy'}}],
		},
	},
});
