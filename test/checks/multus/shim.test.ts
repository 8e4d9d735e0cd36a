import {test} from 'vitest';
import check from '../../../checks/multus/shim.ts';
import {testCheck} from '../../../src/testing.ts';
import {containerRun, entry, minutesAgo, now} from '../builders.ts';
import {canalFile, multusPod, thickFile, thinFile, withMultus} from './builders.ts';

const environment = withMultus;
const pod = (createdAt = minutesAgo(600), state: 'running' | 'exited' = 'running') => ({
	pod: multusPod({createdAt, containers: [containerRun('kube-multus', {state})]}),
});
const shim = (minutes: number) => [entry('multus-shim', {modified: minutesAgo(minutes) / 1000})];
const files = [thickFile, canalFile];
const given = {files, binaries: shim(599), multus: pod(), now};

testCheck(test, check, {
	passes: {
		'copied when the pod started': {environment, evidence: given},
		'copied again since': {environment, evidence: {...given, binaries: shim(5)}},
		'thin Multus has a shim of former times': {
			environment,
			evidence: {...given, files: [thinFile, canalFile], binaries: shim(90_000)},
		},
		'a pod that has only just started': {
			environment,
			evidence: {...given, binaries: shim(90_000), multus: pod(minutesAgo(2))},
		},
		'a daemon that does not run': {
			environment,
			evidence: {...given, binaries: shim(90_000), multus: pod(minutesAgo(600), 'exited')},
		},
		'no shim, which is told elsewhere': {environment, evidence: {...given, binaries: []}},
	},
	fails: {
		'a shim of the release before': {
			environment,
			evidence: {...given, binaries: shim(90_000)},
			findings: [
				{
					message: 'older',
					subject: {kind: 'File', name: '/opt/cni/bin/multus-shim'},
					text: 'multus-shim is 1490 hours older than the pod of its daemon',
				},
			],
		},
	},
});
