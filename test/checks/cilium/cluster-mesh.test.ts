import {test} from 'vitest';
import check from '../../../checks/cilium/cluster-mesh.ts';
import {testCheck} from '../../../src/testing.ts';
import {containerRun, minutesAgo, now} from '../builders.ts';
import {ciliumPod, ciliumStatus, onCilium} from '../cilium-builders.ts';

const remote = (name: string, id: number | undefined, ready = true) => ({
	name,
	ready,
	connected: ready,
	status: ready ? 'etcd: 1/1 connected' : 'Waiting for initial connection to be established',
	'num-failures': ready ? 1 : 12,
	...(id !== undefined && {config: {required: true, retrieved: true, 'cluster-id': id}}),
});
const mesh = (clusters: readonly object[] | null, minutes = 600) => ({
	evidence: {
		status: ciliumStatus({'cluster-mesh': {clusters}}),
		configuration: {'cluster-name': 'east', 'cluster-id': '1'},
		cilium: ciliumPod(containerRun('cilium-agent', {createdAt: minutesAgo(minutes)})),
		now,
	},
	environment: onCilium,
});
const of = (name: string) => ({kind: 'Peer', name}) as const;

testCheck(test, check, {
	passes: {
		'no mesh': mesh(null),
		'two clusters that are well, after a failure': mesh([remote('west', 2), remote('north', 3)]),
		'an agent that has just been started': mesh([remote('west', undefined, false)], 2),
	},
	fails: {
		'a cluster that does not answer': {
			...mesh([remote('west', undefined, false), remote('north', 3)]),
			findings: [
				{
					message: 'notReady',
					subject: of('west'),
					text: '(12 failed attempts): Waiting for initial connection',
				},
			],
		},
		'the id of this cluster': {
			...mesh([remote('west', 1)]),
			findings: [
				{message: 'sameId', subject: of('west'), text: 'east and west of the mesh both have the id 1'},
			],
		},
		'two others with one id, of which the second is refused': {
			...mesh([remote('west', 2), remote('north', 2, false)]),
			findings: [
				{message: 'sameId', subject: of('north'), text: 'west and north'},
				{message: 'notReady', subject: of('north')},
			],
		},
	},
});
