import {test} from 'vitest';
import check from '../../../checks/cilium/kubernetes.ts';
import {testCheck} from '../../../src/testing.ts';
import {agentSubject, ciliumStatus, onCilium} from '../cilium-builders.ts';

testCheck(test, check, {
	passes: {
		'it reaches the API': {evidence: {status: ciliumStatus()}, environment: onCilium},
		'the API is being waited for': {
			evidence: {status: ciliumStatus({kubernetes: {state: 'Warning', msg: 'rate limited'}})},
			environment: onCilium,
		},
	},
	fails: {
		'it does not': {
			evidence: {
				status: ciliumStatus({
					kubernetes: {state: 'Failure', msg: 'Get "https://localhost:6443/version": connection refused'},
				}),
				daemon: {options: {}, apiServer: 'https://localhost:6443'},
				endpoint: {state: 'ready'},
			},
			environment: onCilium,
			findings: [{message: 'failing', subject: agentSubject, text: 'connection refused'}],
		},
	},
});
