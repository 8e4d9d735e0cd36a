import {test} from 'vitest';
import check from '../../../checks/calico/installation.ts';
import {parseInstallation} from '../../../src/parsers/tigera-operator.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode} from '../builders.ts';

const subject = {kind: 'Installation', name: 'default'} as const;
const found = (conditions: readonly object[] = [], metadata: object = {}) => ({
	found: {
		installation: parseInstallation(
			JSON.stringify({metadata: {name: 'default', ...metadata}, spec: {}, status: {conditions}}),
		),
	},
});
const degraded = (reason: string, message: string) => ({type: 'Degraded', status: 'True', reason, message});

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'it is ready': {evidence: found([{type: 'Ready', status: 'True', reason: 'AllObjectsAvailable'}])},
		'an operator that has not looked yet': {evidence: found()},
		'pods that are not ready, which the operator tells in its TigeraStatus': {
			evidence: found([degraded('PodFailure', 'Some pods are failing')]),
		},
	},
	fails: {
		'the chart was told to make none': {
			evidence: {found: {}},
			findings: [{message: 'missing', subject}],
		},
		'somebody deletes it': {
			evidence: found([], {deletionTimestamp: '2026-11-22T07:59:00Z'}),
			findings: [{message: 'deleted', subject}],
		},
		'a value that the operator refuses': {
			evidence: found([degraded('InvalidConfigurationError', 'bgp must be Enabled with IPIP')]),
			findings: [{message: 'refused', subject, text: 'bgp must be Enabled with IPIP'}],
		},
	},
});
