import {test} from 'vitest';
import check from '../../../checks/calico/ebpf-kube-proxy.ts';
import {testCheck, told as toldFact} from '../../../src/testing.ts';
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

const running = [container('kube-proxy', 'running')];
const subject = {kind: 'Pod', namespace: 'kube-system', name: 'kube-proxy'} as const;
const cleanup = 'bpfKubeProxyIptablesCleanupEnabled';
const told = {environment: {}, configurations: []};

testCheck(test, check, {
	environment: {...calicoNode, dataplane: toldFact('ebpf' as const)},
	passes: {
		'no kube-proxy': {evidence: {containers: [container('calico-node', 'running')], settings: told}},
		'Felix leaves the rules alone': {
			evidence: {
				containers: running,
				settings: {environment: {}, configurations: [{name: 'default', spec: {[cleanup]: false}}]},
			},
		},
		'its environment says so, which beats all else': {
			evidence: {
				containers: running,
				settings: {
					environment: {FELIX_BPFKUBEPROXYIPTABLESCLEANUPENABLED: 'false'},
					configurations: [{name: 'default', spec: {[cleanup]: true}}],
				},
			},
		},
		'values of the chart say so': {
			evidence: {containers: running, settings: {environment: {}, chart: {[cleanup]: false}}},
		},
		'a kube-proxy that was stopped': {
			evidence: {containers: [container('kube-proxy', 'exited')], settings: told},
		},
	},
	fails: {
		'kube-proxy runs on': {
			evidence: {containers: running, settings: told},
			findings: [{message: 'both', subject}],
		},
		'a FelixConfiguration of this node says so': {
			evidence: {
				containers: running,
				settings: {
					environment: {},
					configurations: [
						{name: 'node.node-2', spec: {[cleanup]: true}},
						{name: 'default', spec: {[cleanup]: false}},
					],
				},
			},
			findings: [{message: 'both', subject}],
		},
		'an agent, which may not read FelixConfigurations': {
			evidence: {containers: running, settings: {environment: {}, chart: {}}},
			findings: [{message: 'perhaps', subject}],
		},
	},
});
