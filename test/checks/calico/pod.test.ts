import {test} from 'vitest';
import check from '../../../checks/calico/pod.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {calicoNode, calicoPod, containerRun, minutesAgo, now} from '../builders.ts';

const subject = {kind: 'DaemonSet', namespace: 'calico-system', name: 'calico-node'} as const;
const down = (minutes: number) =>
	calicoPod({
		isReady: false,
		containers: [
			containerRun('calico-node', {state: 'exited', end: {exitCode: 137, finishedAt: minutesAgo(minutes)}}),
		],
	});

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'a pod that runs': {evidence: {calico: {pod: calicoPod()}, now}},
		'the old pod of an upgrade, which ended a minute ago': {evidence: {calico: {pod: down(1)}, now}},
	},
	fails: {
		'no pod': {evidence: {calico: {}, now}, findings: [{message: 'absent', subject}]},
		'a sandbox that ended an hour ago': {
			evidence: {calico: {pod: down(60)}, now},
			findings: [{message: 'sandboxDown', subject}],
		},
		'a node that has just booted': {
			evidence: {calico: {}, now},
			environment: {...calicoNode, service: told('starting')},
			findings: [{message: 'starting', subject}],
		},
	},
});
