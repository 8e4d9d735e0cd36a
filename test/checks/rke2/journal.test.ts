import {test} from 'vitest';
import check from '../../../checks/rke2/journal.ts';
import type {Role, ServiceState} from '../../../src/core/environment.ts';
import {testCheck, told} from '../../../src/testing.ts';

const at = (second: number): string =>
	`2026-11-22T10:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}`;
const line = (second: number, level: string, message: string): string =>
	`${at(second)}+0000 node-1 rke2[811]: time="${at(second)}Z" level=${level} msg="${message}"`;
const start = (second: number): string =>
	line(second, 'info', 'Starting rke2 server v1.35.7+rke2r1 (9505cacb)');
/** A service that has been started once more and ended with this. */
const endsWith = (message: string, level = 'fatal') =>
	({
		evidence: {journal: [start(1), line(7, level, message)]},
		environment: {role: told<Role>('server'), service: told<ServiceState>('failed')},
	}) as const;
const unit = {kind: 'Unit', name: 'rke2-server.service'} as const;
const taken = 'listen tcp :9345: bind: address already in use';

testCheck(test, check, {
	environment: {role: told<Role>('server'), service: told<ServiceState>('failed')},
	passes: {
		'an empty journal': {evidence: {journal: []}},
		'a service that runs again': {
			evidence: endsWith(taken).evidence,
			environment: {role: told<Role>('server'), service: told<ServiceState>('running')},
		},
		'a start that goes on after one that failed': {
			evidence: {journal: [start(1), line(7, 'fatal', taken), start(20), line(21, 'info', 'Running etcd')]},
		},
		'a server that does not let it in, which has a check of its own': {
			evidence: endsWith(
				'starting kubernetes: preparing server: failed to validate token: token CA hash does not match the Cluster CA certificate hash',
			).evidence,
		},
		'a service that was stopped': {
			evidence: {
				journal: [
					start(1),
					line(50, 'info', 'signal received: \\"terminated\\", canceling context...'),
					line(51, 'fatal', 'Error: context canceled'),
				],
			},
		},
		'one that was stopped, of whose journal only the end is left': {
			evidence: {journal: [line(51, 'fatal', 'Error: context canceled')]},
		},
		'a passing complaint of a start that goes on': {
			evidence: {
				journal: [
					start(1),
					line(5, 'error', 'x509: certificate has expired or is not yet valid: current time 1970-01-01'),
					line(6, 'error', 'dial tcp 10.0.0.2:0->10.0.0.1:9345: connect: cannot assign requested address'),
					line(7, 'warning', 'write /run/k3s/x: no space left on device'),
				],
			},
		},
		'two ends that are not the same, and a new start': {
			evidence: {
				journal: [
					...[start(1), line(7, 'fatal', 'nobody knows'), start(20), line(27, 'fatal', 'nor this')],
					start(40),
				],
			},
		},
		'modules that the kernel does not have under these names': {
			evidence: {
				journal: [
					start(1),
					line(2, 'warning', 'Failed to load kernel module nft-expr-counter with modprobe'),
				],
			},
		},
	},
	fails: {
		'a port that is taken': {
			...endsWith(taken),
			findings: [{message: 'portTaken', subject: unit, text: 'listens on port 9345'}],
		},
		'the same end three times, and a new start': {
			evidence: {
				journal: [start(1), line(7, 'fatal', taken), start(20), line(27, 'fatal', taken), start(40)],
			},
			findings: [{message: 'portTaken', subject: unit}],
		},
		'a CIS profile': {
			...endsWith('invalid kernel parameter value vm.overcommit_memory=0 - expected 1'),
			findings: [{message: 'kernelParameter', subject: unit, text: 'vm.overcommit_memory=0 - expected 1'}],
		},
		'an option of before': {
			...endsWith('flag provided but not defined: -container-runtime-endpoint'),
			findings: [{message: 'wrongOption', subject: unit}],
		},
		'families that do not go together': {
			...endsWith(
				'cluster-cidr: [10.42.0.0/16 fd00:42::/56] and node-ip: [10.0.0.1], must share the same IP version (IPv4, IPv6 or dual-stack)',
			),
			findings: [{message: 'families', subject: unit}],
		},
		'no address': {
			...endsWith('unable to select an IP from default routes.'),
			findings: [{message: 'noAddress', subject: unit}],
		},
		'an image that cannot be had': {
			...endsWith(
				'preparing runtime: failed to get runtime image index.docker.io/rancher/rke2-runtime:v1.35.7-rke2r1: dial tcp: lookup index.docker.io: no such host',
			),
			findings: [{message: 'runtimeImage', subject: unit}],
		},
		'no cgroup': {
			...endsWith('failed to find memory cgroup (v2)'),
			findings: [{message: 'cgroup', subject: unit, text: 'gives it no memory cgroup'}],
		},
		'a full disk': {
			...endsWith('failed to create data directory /var/lib/rancher/rke2: mkdir: no space left on device'),
			findings: [{message: 'noSpace', subject: unit}],
		},
		'programs that may not be run': {
			...endsWith(
				'containerd exited: fork/exec /var/lib/rancher/rke2/data/v1.35.7-rke2r1/bin/containerd: permission denied',
			),
			findings: [{message: 'cannotExecute', subject: unit, text: 'bin/containerd: permission denied'}],
		},
		'a certificate of another time': {
			...endsWith(
				'tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-22T10:00:00Z is after 2026-10-01T00:00:00Z',
			),
			findings: [{message: 'expired', subject: unit, text: 'is after 2026-10-01'}],
		},
		'a kubelet that does not start': {
			evidence: {
				journal: [
					start(1),
					...[20, 26, 32].map(second => line(second, 'error', 'Kubelet exited: exit status 1')),
				],
			},
			findings: [{message: 'kubeletEnds', subject: unit, text: 'starts it (exit status 1)'}],
		},
		'an end that nobody has seen before': {
			...endsWith('starting kubernetes: nobody knows'),
			findings: [{message: 'fatal', subject: unit, text: 'RKE2 ends: starting kubernetes: nobody knows'}],
		},
	},
});
