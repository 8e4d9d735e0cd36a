import {test} from 'vitest';
import check from '../../../checks/cilium/ipsec-errors.ts';
import {testCheck} from '../../../src/testing.ts';
import {agentSubject, ciliumStatus, onCilium} from '../cilium-builders.ts';

const encrypting = ciliumStatus({encryption: {mode: 'IPsec'}});

testCheck(test, check, {
	passes: {
		'no counter rises': {evidence: {errors: {}, status: encrypting}, environment: onCilium},
		'a packet that came late': {
			evidence: {errors: {XfrmInStateSeqError: 1}, status: encrypting},
			environment: onCilium,
		},
		'a counter that says nothing of keys': {
			evidence: {errors: {XfrmInHdrError: 50}, status: encrypting},
			environment: onCilium,
		},
		'IPsec of somebody else': {
			evidence: {errors: {XfrmOutPolBlock: 40}, status: ciliumStatus({encryption: {mode: 'Disabled'}})},
			environment: onCilium,
		},
	},
	fails: {
		'another node has changed its key': {
			evidence: {errors: {XfrmInNoStates: 40, XfrmInTmplMismatch: 3}, status: encrypting},
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
