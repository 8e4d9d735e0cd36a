import {test} from 'vitest';
import check from '../../../checks/rke2/datastore.ts';
import type {Role, ServiceState} from '../../../src/core/environment.ts';
import type {Service} from '../../../src/probes/rke2.service.ts';
import {testCheck, told} from '../../../src/testing.ts';

const at = (second: number): string =>
	`2026-11-22T10:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}`;
const line = (second: number, level: string, message: string): string =>
	`${at(second)}+0000 node-1 rke2[811]: time="${at(second)}Z" level=${level} msg="${message}"`;
const start = (second: number): string =>
	line(second, 'info', 'Starting rke2 server v1.35.7+rke2r1 (9505cacb)');
const wait = (second: number): string =>
	line(
		second,
		'info',
		'Failed to test etcd connection: failed to get etcd status: rpc error: code = Unavailable',
	);

const starting = (startedAgo: number): readonly Service[] => [
	{
		...{id: 'rke2-server.service', loadState: 'loaded', activeState: 'activating', subState: 'start'},
		...{startedAgo, properties: {}},
	},
];

/** A service that has been started once more and ended with this. */
const endsWith = (message: string, level = 'fatal') =>
	({
		evidence: {journal: [start(1), line(7, level, message)], services: starting(20)},
		environment: {role: told<Role>('server'), service: told<ServiceState>('failed')},
	}) as const;
const unit = {kind: 'Unit', name: 'rke2-server.service'} as const;

testCheck(test, check, {
	environment: {role: told<Role>('server'), service: told<ServiceState>('failed')},
	passes: {
		'an empty journal': {evidence: {journal: [], services: starting(2000)}},
		'another end': {evidence: endsWith('failed to find memory cgroup (v2)').evidence},
		'a service that runs again': {
			evidence: endsWith('bootstrap data already found and encrypted with different token').evidence,
			environment: {role: told<Role>('server'), service: told<ServiceState>('running')},
		},
		'servers that join one after the other': {
			evidence: {
				services: starting(1100),
				journal: [
					start(1),
					...Array.from({length: 30}, (_, index) =>
						line(
							10 + index * 5,
							'info',
							'Waiting for other members to finish joining etcd cluster: etcdserver: too many learner members in cluster',
						),
					),
				],
			},
		},
		'etcd that takes ten minutes': {
			evidence: {
				services: starting(600),
				journal: [start(1), ...Array.from({length: 120}, (_, index) => wait(10 + index * 5))],
			},
		},
		'etcd that is not up yet': {
			evidence: {
				services: starting(1100),
				journal: [start(1), ...Array.from({length: 20}, (_, index) => wait(10 + index * 5))],
			},
		},
	},
	fails: {
		'another address': {
			...endsWith(
				'starting kubernetes: preparing server: start managed database: this server is a not a member of the etcd cluster. Found [node-1-b19343fd=https://10.0.0.7:2380], expect: node-1-b19343fd=https://10.0.0.1:2380',
			),
			findings: [
				{message: 'notMember', subject: unit, text: 'start: Found [node-1-b19343fd=https://10.0.0.7'},
			],
		},
		'another token': {
			...endsWith(
				'Shutdown request received: failed to save bootstrap data: bootstrap data already found and encrypted with different token',
				'error',
			),
			findings: [{message: 'otherToken', subject: unit}],
		},
		'newer files': {
			...endsWith(
				'/var/lib/rancher/rke2/server/cred/passwd newer than datastore and could cause a cluster outage. Remove the file(s) from disk and restart to be recreated from datastore.',
			),
			findings: [
				{message: 'newerFiles', subject: unit, text: 'datastore: /var/lib/rancher/rke2/server/cred/passwd'},
			],
		},
		'a reset that is done': {
			...endsWith(
				'etcd: managed etcd cluster membership has been reset, restart without --cluster-reset flag now.',
			),
			findings: [{message: 'resetDone', subject: unit}],
		},
		'a member that joins before the last one has': {
			...endsWith(
				'starting kubernetes: preparing server: post join: a configuration change is already in progress (5)',
			),
			findings: [{message: 'learner', subject: unit}],
		},
		'no quorum': {
			evidence: {
				services: starting(1100),
				journal: [
					start(1),
					...Array.from({length: 31}, (_, index) =>
						line(10 + index * 30, 'info', 'Failed to get member list: etcdserver: unhealthy cluster'),
					),
				],
			},
			findings: [{message: 'noQuorum', subject: unit}],
		},
		'etcd that never comes': {
			evidence: {
				services: starting(1100),
				journal: [start(1), ...Array.from({length: 200}, (_, index) => wait(10 + index * 5))],
			},
			findings: [{message: 'etcdDown', subject: unit}],
		},
	},
});
