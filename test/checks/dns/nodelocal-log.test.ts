import {test} from 'vitest';
import check from '../../../checks/dns/nodelocal-log.ts';
import type {ContainerRun} from '../../../src/derive/pod-run.ts';
import {testCheck} from '../../../src/testing.ts';
import {canalPod, containerRun, minutesAgo, now} from '../builders.ts';

const subject = {kind: 'DaemonSet', namespace: 'kube-system', name: 'node-local-dns'} as const;
const ended = {
	state: 'exited',
	attempt: 6,
	createdAt: minutesAgo(3),
	end: {exitCode: 1, startedAt: minutesAgo(3), finishedAt: minutesAgo(2)},
} as const;
const saying = (
	message: string,
	changes: Partial<ContainerRun> = ended,
	container = 'node-cache',
	times = 1,
	every = 15,
) => ({
	evidence: {
		nodelocal: {
			pod: canalPod({name: 'node-local-dns-cg2nw', containers: [containerRun('node-cache', changes)]}),
		},
		logs: [
			{
				container,
				attempt: changes.attempt ?? 0,
				path: `/var/log/pods/kube-system_node-local-dns-cg2nw_aa/${container}/6.log`,
				lines: Array.from({length: times}, (_, index) => ({
					time: minutesAgo(1) - (times - index) * every * 1000,
					stream: 'stderr' as const,
					message,
				})),
			},
		],
		now,
	},
});
const timeout =
	'[ERROR] plugin/errors: 2 5304487033949309265.7264781733226064609.cluster.local. HINFO: dial tcp 10.43.200.3:53: i/o timeout';
const loop =
	'[FATAL] plugin/loop: Loop (10.0.0.2:54616 -> 10.0.0.2:53) detected for zone "in-addr.arpa.", see https://coredns.io/plugins/loop#troubleshooting. Query: "HINFO 8152613472028609709.5116360551987037255.in-addr.arpa."';

testCheck(test, check, {
	passes: {
		'no NodeLocal DNSCache': {evidence: {nodelocal: {}, logs: [], now}},
		'it asks again once in a while': saying(timeout, {}, 'node-cache', 3),
		'one name that a server drops every day': saying(timeout, {}, 'node-cache', 12, 86_400),
		'it says why it ended, and has no rule': saying('[FATAL] something else'),
		'the wait of its init container': saying(loop, ended, 'wait-coredns'),
	},
	fails: {
		'CoreDNS does not answer behind the service for it': {
			...saying(timeout, {}, 'node-cache', 12),
			findings: [
				{
					message: 'upstream',
					subject,
					text: 'gets no answer from 10.43.200.3 (12 times in the last minutes)',
				},
			],
		},
		'a name server that leads back': {
			...saying(loop),
			findings: [{message: 'loop', subject, text: 'Loop (10.0.0.2:54616 -> 10.0.0.2:53)'}],
		},
		'another name server on the node': {
			...saying('listen udp 169.254.20.10:53: bind: address already in use'),
			findings: [{message: 'portTaken', subject}],
		},
		'a Corefile that is broken': {
			...saying("/etc/coredns/Corefile:12 - Error during parsing: Unknown directive 'forwrd'"),
			findings: [{message: 'corefile', subject, text: 'Unknown directive'}],
		},
	},
});
