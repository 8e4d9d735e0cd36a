import {expect, it, test} from 'vitest';
import check from '../../../checks/calico/ebpf-unsupported.ts';
import {calicoEbpfRefusal} from '../../../src/probes/calico.ebpf-refusal.ts';
import {testCheck} from '../../../src/testing.ts';
import {unanswered} from '../../probes/replies.ts';
import {calicoNode, calicoPod, containerRun, linksOf} from '../builders.ts';

const subject = {kind: 'Pod', namespace: 'calico-system', name: 'calico-node'} as const;
const refusal =
	'[ERROR][74] felix/daemon.go 337: BPF dataplane mode enabled but not supported by the kernel.  Disabling BPF mode. error=kernel too old';
const ready = '[INFO][74] felix/health.go 336: Overall health status changed: live=true ready=true';
const start = '[INFO][90] felix/daemon.go 155: Felix starting up GOMAXPROCS=4';
const much = Array.from({length: 500}, () => ready);

const kubeProxy = (state: 'running' | 'exited') => ({
	...{id: 'kube-proxy-1', name: 'kube-proxy', sandboxId: 's'},
	...{attempt: 0, state, createdAt: 0, labels: {}},
});
const gone = unanswered('not-found', 'ENOENT');

const reading = (
	messages: readonly string[] | undefined,
	{containers = [] as ReturnType<typeof kubeProxy>[], devices = ['eth0'], pod = true} = {},
) => {
	const body = (messages ?? []).map(text => `2026-11-23T08:00:00.000000000Z stdout F ${text}\n`).join('');
	return calicoEbpfRefusal.parse(
		[messages === undefined ? gone : {status: 'answered', body}],
		{
			calico: pod ? {pod: calicoPod({containers: [containerRun('calico-node')]})} : {},
			containers,
			links: linksOf(
				...devices.map((ifname, index) => ({
					...{ifindex: index + 1, ifname, flags: ['UP'], mtu: 1500},
					...{operstate: 'UP', link_type: 'ether'},
				})),
			),
		},
		{},
	);
};

it.each([
	['no word of it', reading([start, ready])],
	['no word of it in the whole log', reading([ready])],
	['kube-proxy runs', reading([start, refusal, ready], {containers: [kubeProxy('running')]})],
	['kube-proxy runs, and the log is long', reading(much, {containers: [kubeProxy('running')]})],
	['eBPF is no longer asked for', reading([start, refusal, ready, start, ready])],
	['eBPF is there, whose start is no longer in the log', reading(much, {devices: ['eth0', 'bpfin.cali']})],
	['no log', reading(undefined)],
	['no pod, which is another finding', reading([refusal], {pod: false})],
])('Felix has refused nothing: %s', (_, told) => {
	expect(told).toEqual({});
});

it.each([
	['it has said so and calls itself ready', reading([start, refusal, ready])],
	['its beginning is not in what was read', reading([...much, refusal, ready])],
	['kube-proxy has ended', reading([refusal, ready], {containers: [kubeProxy('exited')]})],
])('Felix has refused eBPF: %s', (_, told) => {
	expect(told.refusal?.line).toContain('kernel too old');
});

it('is unknown where the log no longer goes back to the start of Felix', () => {
	expect(() => reading(much)).toThrow('do not go back to the start of Felix');
});

testCheck(test, check, {
	environment: calicoNode,
	passes: {'no word of it': {evidence: {felix: {}, containers: []}}},
	fails: {
		'it has said so': {
			evidence: {
				felix: {refusal: {path: '/var/log/pods/calico-node/0.log', line: refusal}},
				containers: [],
			},
			findings: [{message: 'unsupported', subject, text: 'kernel too old'}],
		},
	},
});
