import {test} from 'vitest';
import check from '../../../checks/cilium/stale-status.ts';
import {testCheck} from '../../../src/testing.ts';
import {minutesAgo, now} from '../builders.ts';
import {agentSubject, ciliumStatus, onCilium} from '../cilium-builders.ts';

testCheck(test, check, {
	passes: {
		'all parts report': {evidence: {status: ciliumStatus(), now}, environment: onCilium},
		'an empty list': {evidence: {status: ciliumStatus({stale: {}}), now}, environment: onCilium},
		'a null': {evidence: {status: ciliumStatus({stale: null}), now}, environment: onCilium},
	},
	fails: {
		'two parts hang': {
			evidence: {
				status: ciliumStatus({
					stale: {
						'cilium-health': new Date(minutesAgo(5)).toISOString(),
						kubernetes: new Date(minutesAgo(12)).toISOString(),
					},
				}),
				now,
			},
			environment: onCilium,
			findings: [
				{
					message: 'stale',
					subject: agentSubject,
					text: 'no report from kubernetes and cilium-health for 12 minutes',
				},
			],
		},
	},
});
