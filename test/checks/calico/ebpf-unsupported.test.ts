import {test} from 'vitest';
import check from '../../../checks/calico/ebpf-unsupported.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, calicoPod, containerRun, now} from '../builders.ts';

const subject = {kind: 'Pod', namespace: 'calico-system', name: 'calico-node'} as const;
const refusal =
	'[ERROR][74] felix/daemon.go 337: BPF dataplane mode enabled but not supported by the kernel.  Disabling BPF mode. error=kernel too old';
const ready = '[INFO][74] felix/health.go 336: Overall health status changed: live=true ready=true';
const start = '[INFO][90] felix/daemon.go 155: Felix starting up GOMAXPROCS=4';

const kubeProxy = (state: 'running' | 'exited') => ({
	id: 'kube-proxy-1',
	name: 'kube-proxy',
	sandboxId: 's',
	attempt: 0,
	state,
	createdAt: 0,
	labels: {},
});

const saying = (
	messages: readonly string[],
	{attempt = 0, containers = [] as ReturnType<typeof kubeProxy>[]} = {},
) => ({
	evidence: {
		calico: {pod: calicoPod({containers: [containerRun('calico-node')]})},
		logs: [
			{
				container: 'calico-node',
				attempt,
				path: '/var/log/pods/calico-node/0.log',
				lines: messages.map((message, index) => ({
					time: now - 60_000 + index,
					stream: 'stdout' as const,
					message,
				})),
			},
		],
		containers,
	},
});

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'no word of it': saying([start, ready]),
		'kube-proxy runs': saying([start, refusal, ready], {containers: [kubeProxy('running')]}),
		'eBPF is no longer asked for': saying([start, refusal, ready, start, ready]),
		'the run before said so': saying([refusal], {attempt: 1}),
		'no log': {evidence: {...saying([]).evidence, logs: []}},
		'no pod, which is another finding': {evidence: {...saying([refusal]).evidence, calico: {}}},
	},
	fails: {
		'it has said so and calls itself ready': {
			...saying([start, refusal, ready]),
			findings: [{message: 'unsupported', subject, text: 'kernel too old'}],
		},
		'its beginning is not in what was read, and kube-proxy has ended': {
			...saying([refusal, ready], {containers: [kubeProxy('exited')]}),
			findings: [{message: 'unsupported', subject}],
		},
	},
});
