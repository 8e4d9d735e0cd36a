import {test} from 'vitest';
import check from '../../../checks/rke2/kubelet-names.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {kubeNode, minutesAgo, now} from '../builders.ts';

const path = '/var/log/pods/kube-system_kube-apiserver-node-1_aa/kube-apiserver/0.log';
const lookup = (name: string, how = 'no such host') =>
	`E1123 10:00:00.194551       1 status.go:71] "Unhandled Error" err="apiserver received an error that is not an metav1.Status: error dialing backend: dial tcp: lookup ${name} on 10.0.0.254:53: ${how}" logger="UnhandledError"`;
const said = (...lines: readonly (readonly [number, string])[]) => ({
	evidence: {
		logs: [
			{
				...{container: 'kube-apiserver', attempt: 0, isCut: false, path},
				lines: lines.map(([minutes, message]) => ({
					...{time: minutesAgo(minutes), stream: 'stderr' as const, message},
				})),
			},
		],
		nodes: [kubeNode('node-1'), kubeNode('node-2'), kubeNode('node-3')],
		now,
	},
});

testCheck(test, check, {
	environment: {role: told('server'), nodeName: told('node-1')},
	passes: {
		'no log': {evidence: {...said().evidence, logs: []}},
		'a quiet log': said([3, 'I1123 10:00:00.000000       1 trace.go:236] Trace[1]: "List"']),
		'one question': said([3, lookup('node-2')]),
		'a node that is gone': said([3, lookup('node-9')], [2, lookup('node-9')]),
		'questions of an hour ago': said([62, lookup('node-2')], [61, lookup('node-2')]),
	},
	fails: {
		'nodes that no name server knows': {
			...said([5, lookup('node-2')], [3, lookup('node-3')], [2, lookup('node-2', 'server misbehaving')]),
			findings: [
				{
					message: 'unresolved',
					subject: {kind: 'Node', name: 'node-1'},
					text: 'no address for node-2 and node-3 (3 times of late)',
				},
			],
		},
	},
});
