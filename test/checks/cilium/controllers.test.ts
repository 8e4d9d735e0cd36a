import {test} from 'vitest';
import check from '../../../checks/cilium/controllers.ts';
import {testCheck} from '../../../src/testing.ts';
import {minutesAgo, now} from '../builders.ts';
import {agentSubject, ciliumStatus, controller, onCilium} from '../cilium-builders.ts';

const evidenceOf = (...controllers: readonly object[]) => ({
	evidence: {status: ciliumStatus({controllers}), now},
	environment: onCilium,
});

testCheck(test, check, {
	passes: {
		'all succeed': evidenceOf(controller('a'), controller('b')),
		'one failed, and succeeded since': evidenceOf({
			name: 'ipcache-inject-labels',
			status: {
				'failure-count': 7,
				'success-count': 900,
				'last-failure-msg': 'timed out',
				'last-failure-timestamp': new Date(minutesAgo(600)).toISOString(),
				'last-success-timestamp': new Date(minutesAgo(1)).toISOString(),
			},
		}),
		'two failures, as a restart of the API gives': evidenceOf(controller('a', 2, null)),
		'many failures within seconds of a success': evidenceOf(controller('a', 6, 0)),
		'none at all': {evidence: {status: ciliumStatus({controllers: null}), now}, environment: onCilium},
	},
	fails: {
		'one of two keeps failing': {
			...evidenceOf(controller('sync-to-k8s-ciliumendpoint (12)', 9, 30), controller('b')),
			findings: [
				{
					message: 'failing',
					subject: agentSubject,
					text: '1 of 2 controllers of cilium-agent keep failing, such as sync-to-k8s-ciliumendpoint (12), 9 times in a row',
				},
			],
		},
		'it never succeeded': {
			...evidenceOf(controller('a', 3, null)),
			findings: [{message: 'failing', subject: agentSubject}],
		},
	},
});
