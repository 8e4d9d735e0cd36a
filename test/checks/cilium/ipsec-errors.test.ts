import {test} from 'vitest';
import check from '../../../checks/cilium/ipsec-errors.ts';
import {testCheck} from '../../../src/testing.ts';
import {agentSubject, onCilium} from '../cilium-builders.ts';

testCheck(test, check, {
	passes: {
		'no counter rises': {evidence: {errors: {}}, environment: onCilium},
		'a packet that came late': {evidence: {errors: {XfrmInStateSeqError: 1}}, environment: onCilium},
		'a counter that says nothing of keys': {
			evidence: {errors: {XfrmInHdrError: 50}},
			environment: onCilium,
		},
	},
	fails: {
		'another node has changed its key': {
			evidence: {errors: {XfrmInNoStates: 40, XfrmInTmplMismatch: 3}},
			environment: onCilium,
			findings: [
				{
					message: 'dropped',
					subject: agentSubject,
					text: 'dropped 40 packets within the second in which this program looked (XfrmInNoStates): another node uses a key',
				},
			],
		},
	},
});
