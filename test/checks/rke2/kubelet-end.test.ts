import {test} from 'vitest';
import check from '../../../checks/rke2/kubelet-end.ts';
import {parseKlog} from '../../../src/parsers/klog.ts';
import {testCheck} from '../../../src/testing.ts';

const started =
	'I1122 08:16:10.123456    4711 server.go:529] "Kubelet version" kubeletVersion="v1.35.7+rke2r1"';
const went = 'I1122 08:16:11.123456    4711 kubelet.go:2420] "SyncLoop ADD" source="api" pods=["shop/web"]';
const end = (error: string): string =>
	`E1122 08:16:12.123456    4711 run.go:72] "command failed" err="failed to run Kubelet: ${error}"`;
const of = (error: string, {times = 3, after = 0} = {}) => ({
	log: parseKlog(
		[
			...Array.from({length: times}, () => [started, end(error)]).flat(),
			...Array.from({length: after}, () => went),
		].join('\n'),
	),
	health: {state: 'refused', detail: 'connection refused'} as const,
});
const subject = {kind: 'Endpoint', name: '127.0.0.1:10248'} as const;
const v1 =
	'kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release';

testCheck(test, check, {
	passes: {
		'an empty log': {evidence: {...of(v1), log: []}},
		'an end at a restart': {evidence: of(v1, {times: 1})},
		'a kubelet that went on': {evidence: of(v1, {after: 200})},
		'a kubelet that answers': {evidence: {...of(v1), health: {state: 'healthy', status: 200, body: 'ok'}}},
	},
	fails: {
		'cgroup v1': {
			evidence: of(v1),
			findings: [{message: 'cgroupV1', subject, text: 'uses cgroup v1, which Kubernetes 1.35'}],
		},
		swap: {
			evidence: of(
				'running with swap on is not supported, please disable swap or set --fail-swap-on flag to false',
			),
			findings: [{message: 'swap', subject}],
		},
		'a flag that is gone': {
			evidence: of('failed to parse kubelet flag: unknown flag: --container-runtime'),
			findings: [{message: 'option', subject, text: 'unknown flag: --container-runtime'}],
		},
		'no containerd': {
			evidence: of(
				'validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///run/k3s/containerd/containerd.sock\\": rpc error: code = Unavailable desc = connection error',
			),
			findings: [{message: 'runtime', subject}],
		},
		'an end that nobody has seen before': {
			evidence: of('nobody knows'),
			findings: [{message: 'other', subject, text: 'as soon as it is started: nobody knows'}],
		},
	},
});
