import {describe, expect, it, test} from 'vitest';
import check from '../../../checks/multus/log.ts';
import {multusEndOf} from '../../../src/derive/multus-log.ts';
import {testCheck} from '../../../src/testing.ts';
import {containerRun, minutesAgo, now} from '../builders.ts';
import {multusPod, withMultus} from './builders.ts';

const shortly = {exitCode: 1, reason: 'Error', startedAt: minutesAgo(3), finishedAt: minutesAgo(2.9)};
const path = '/var/log/pods/kube-system_rke2-multus-q8w4z_uid/kube-multus/6.log';
const saying = (...messages: readonly string[]) => [
	{
		container: 'kube-multus',
		attempt: 6,
		path,
		lines: messages.map(message => ({time: minutesAgo(3), stream: 'stderr' as const, message})),
	},
];
const crashing = containerRun('kube-multus', {
	attempt: 6,
	state: 'exited',
	createdAt: minutesAgo(3),
	end: shortly,
});
const evidenceOf = (run: ReturnType<typeof containerRun>, ...messages: readonly string[]) => ({
	multus: {pod: multusPod({containers: [run]})},
	logs: saying(...messages),
	now,
});
const subject = {kind: 'Pod', namespace: 'kube-system', name: 'rke2-multus/kube-multus'} as const;
const ends = (
	message:
		| 'settings'
		| 'waiting'
		| 'noPrimary'
		| 'versions'
		| 'socket'
		| 'apiRefuses'
		| 'apiUnreachable'
		| 'diskFull',
	line: string,
	text: string,
) => ({
	evidence: evidenceOf(crashing, '2026-11-22T08:00:00Z [verbose] multus-daemon started', line),
	findings: [{message, subject, text}] as const,
});
const waiting =
	'2026-11-22T08:00:00Z [error] have you checked that your default network is ready? still waiting for readinessindicatorfile @ /host/run/ready. pollimmediate error: timed out waiting for the condition';

testCheck(test, check, {
	environment: withMultus,
	passes: {
		'no pod': {evidence: {multus: {}, logs: [], now}},
		'it waited once and runs now': {
			evidence: evidenceOf(containerRun('kube-multus', {attempt: 7, previousEnd: shortly}), waiting),
		},
		'it ends for a reason that nobody knows': {evidence: evidenceOf(crashing, '[panic] something new')},
		'its log is gone': {evidence: {multus: {pod: multusPod({containers: [crashing]})}, logs: [], now}},
	},
	fails: {
		'settings that are no JSON': ends(
			'settings',
			'[panic] startMultusDaemon failed to load the CNI server configuration: unexpected end of JSON input',
			'unexpected end of JSON input',
		),
		'a file that never comes': ends('waiting', waiting, '/host/run/ready in vain'),
		'no primary CNI, thin': ends(
			'noPrimary',
			'failed to create multus config: cannot find valid master CNI config in "/host/etc/cni/net.d"',
			'/host/etc/cni/net.d',
		),
		'no primary CNI, thick': ends(
			'noPrimary',
			'[error] failed to create the configuration manager for the primary CNI plugin: failed to find the cluster master CNI plugin: no file',
			'no file',
		),
		'another version of CNI': ends(
			'versions',
			'failed to create multus config: Multus cni version is "1.1.0" while master plugin cni version is "0.3.1"',
			'"0.3.1"',
		),
		'no socket': ends(
			'socket',
			'[panic] failed start the multus thick-plugin listener: failed to start the CNI server using socket /host/run/multus/multus.sock. Reason: listen unix: bind: address already in use',
			'address already in use',
		),
		'the API refuses it': ends(
			'apiRefuses',
			'[panic] failed start the multus thick-plugin listener: failed to create the server: error getting k8s client: Unauthorized',
			'refuses it: Unauthorized',
		),
		'the API is not reached': ends(
			'apiUnreachable',
			'[panic] failed to create the server: error getting k8s client: Get "https://10.43.0.1:443/api": dial tcp 10.43.0.1:443: i/o timeout',
			'at 10.43.0.1:443',
		),
		'a full disk': ends(
			'diskFull',
			'failed to create multus config: cannot flush multus cni config: write /host/etc/cni/net.d/00-multus.conf.tmp: no space left on device',
			'no space left on device',
		),
	},
});

describe('multusEndOf', () => {
	it('reads the log of the run before where the container runs again', () => {
		const run = containerRun('kube-multus', {attempt: 7});
		const found = multusEndOf([{kind: 'crashing', run, how: ''}], saying(waiting));
		expect(found).toMatchObject({end: 'waiting', said: '/host/run/ready', path});
	});
});
