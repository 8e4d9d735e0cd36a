import {test} from 'vitest';
import check from '../../../checks/rke2/api-calls.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {minutesAgo, now} from '../builders.ts';

const of = (...lines: readonly (readonly [number, string])[]) => ({
	evidence: {
		logs: [
			{
				container: 'kube-apiserver',
				...{attempt: 0, isCut: false},
				path: '/var/log/pods/kube-system_kube-apiserver-node-1_aa/kube-apiserver/0.log',
				lines: lines.map(([minutes, message]) => ({
					time: minutesAgo(minutes),
					stream: 'stderr' as const,
					message,
				})),
			},
		],
		now,
		settled: true,
	},
});
const repeated = (message: string, ...minutes: readonly number[]) =>
	of(...minutes.map(ago => [ago, message] as const));

/** Every second of so many, at the end of a log that had more before it. */
const hasty = (seconds: number, message: string, isCut = true) => {
	const {evidence} = of(
		...Array.from({length: seconds}, (_, index) => [(seconds - 1 - index) / 60, message] as const),
	);
	return {evidence: {...evidence, logs: evidence.logs.map(log => ({...log, isCut}))}};
};

const webhook = (how: string, error: string) =>
	`W1018 20:26:55.990775       1 dispatcher.go:217] Failed calling webhook, failing ${how} rancher.cattle.io.secrets: failed calling webhook "rancher.cattle.io.secrets": failed to call webhook: Post "https://rancher-webhook.cattle-system.svc:443/v1/webhook/mutation/secrets?timeout=15s": ${error}`;
const metrics = (error: string) =>
	`E0125 18:31:38.617281       1 remote_available_controller.go:448] "Unhandled Error" err="v1beta1.metrics.k8s.io failed with: failing or missing response from https://10.43.247.145:443/apis/metrics.k8s.io/v1beta1: ${error}" logger="UnhandledError"`;
const timeout =
	'Get \\"https://10.43.247.145:443/apis/metrics.k8s.io/v1beta1\\": dial tcp 10.43.247.145:443: i/o timeout';

const service = {kind: 'Service', namespace: 'cattle-system', name: 'rancher-webhook'} as const;

testCheck(test, check, {
	environment: {role: told('server')},
	passes: {
		'a quiet log': of([3, 'I0125 18:31:38.617281       1 trace.go:236] Trace[1]: "List"']),
		'a webhook that is rolled out': repeated(webhook('closed', 'context deadline exceeded'), 2, 1, 0),
		'a webhook that is rolled out while everything asks it': hasty(
			60,
			webhook('closed', 'context deadline exceeded'),
		),
		'one that is asked by everything, and began to fail just now': hasty(
			120,
			webhook('closed', 'context deadline exceeded'),
			false,
		),
		'one call in an hour': repeated(webhook('open', 'context deadline exceeded'), 61, 1),
		'what was over a while ago': repeated(metrics(timeout), 14, 13, 12, 11, 10, 9, 8, 7, 6),
		'a program that answers, and refuses': repeated(
			metrics('bad status from https://10.43.247.145:443/apis/metrics.k8s.io/v1beta1: 403'),
			...[8, 6, 4, 2, 1],
		),
		'a certificate, which the network has not made': repeated(
			webhook('closed', 'tls: failed to verify certificate: x509: certificate signed by unknown authority'),
			...[8, 6, 4, 2, 1],
		),
	},
	fails: {
		'a webhook without which nothing is written': {
			...repeated(webhook('closed', 'context deadline exceeded'), 8, 6, 4, 2),
			findings: [
				{
					message: 'webhook',
					subject: service,
					text: 'rancher.cattle.io.secrets at cattle-system/rancher-webhook (4 calls of late): context deadline exceeded. What it is asked about is refused',
				},
			],
		},
		'a webhook that is asked about everything, and fills the log': {
			...hasty(120, webhook('open', 'context deadline exceeded')),
			findings: [{message: 'webhook', subject: service, text: '(120 calls of late)'}],
		},
		'a webhook that may be passed by': {
			...repeated(webhook('open', 'dial tcp 10.43.1.2:443: connect: no route to host'), 8, 6, 4, 2),
			findings: [{message: 'webhook', subject: service, text: 'passes without it, after waiting'}],
		},
		'an aggregated API': {
			...repeated(metrics(timeout), 8, 7, 6, 5, 4, 3, 2, 1),
			findings: [
				{
					message: 'aggregated',
					subject: {kind: 'Endpoint', name: '10.43.247.145:443'},
					text: 'behind which pods serve the API v1beta1.metrics.k8s.io (8 calls of late): dial tcp 10.43.247.145:443: i/o timeout. ',
				},
			],
		},
		'nobody behind the service': {
			...repeated(webhook('closed', 'no endpoints available for service "rancher-webhook"'), 8, 6, 4, 2),
			findings: [{message: 'unserved', subject: service, text: 'no pod is ready behind its service'}],
		},
	},
});
