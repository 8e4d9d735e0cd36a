import {test} from 'vitest';
import check from '../../../checks/calico/tigera-status.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode} from '../builders.ts';

const now = Date.parse('2026-11-23T08:00:00Z');
const status = (name: string, ...conditions: readonly (readonly [string, string, string?, string?])[]) => ({
	name,
	conditions: conditions.map(([type, state, reason = '', message = '']) => ({
		type,
		status: state,
		reason,
		message,
	})),
});

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'all components are available': {
			evidence: {
				now,
				statuses: [
					status('calico', ['Available', 'True', 'AllObjectsAvailable'], ['Degraded', 'False']),
					status('ippools', ['Available', 'True'], ['Degraded', 'False']),
				],
			},
		},
		'an upgrade that goes on': {
			evidence: {
				now,
				statuses: [
					status(
						'calico',
						['Available', 'True'],
						['Progressing', 'True', 'ResourceNotReady'],
						['Degraded', 'False'],
					),
				],
			},
		},
		'a conflict of some seconds': {
			evidence: {
				now,
				statuses: [
					{
						name: 'calico',
						conditions: [
							{
								...{type: 'Degraded', status: 'True', reason: 'ResourceUpdateError'},
								changedAt: now - 20_000,
							},
						],
					},
				],
			},
		},
		'a component that the operator has not looked at yet': {evidence: {now, statuses: [status('calico')]}},
		'an unknown state, as after a restart of the operator': {
			evidence: {now, statuses: [status('calico', ['Available', 'Unknown'], ['Degraded', 'Unknown'])]},
		},
	},
	fails: {
		'a console that carries no packets is not there': {
			evidence: {
				now,
				statuses: [
					status(
						'goldmane',
						['Available', 'False'],
						['Degraded', 'True', 'ResourceNotReady', 'failed to load the CA'],
					),
				],
			},
			findings: [{message: 'degraded', subject: {kind: 'TigeraStatus', name: 'goldmane'}}],
		},
		'degraded while what runs goes on': {
			evidence: {
				now,
				statuses: [
					status(
						'calico',
						['Available', 'True'],
						['Degraded', 'True', 'ResourceUpdateError', 'failed to update DaemonSet'],
					),
				],
			},
			findings: [
				{
					message: 'degraded',
					subject: {kind: 'TigeraStatus', name: 'calico'},
					text: 'ResourceUpdateError: failed to update DaemonSet',
				},
			],
		},
		'degraded and not available': {
			evidence: {
				now,
				statuses: [
					status('calico', ['Available', 'False'], ['Degraded', 'True', 'PodFailure', 'calico-node crashed']),
				],
			},
			findings: [{message: 'unavailable', subject: {kind: 'TigeraStatus', name: 'calico'}}],
		},
		'tiers, which the chart of v1.36.3 leaves behind': {
			evidence: {
				now,
				statuses: [
					status('tiers', ['Available', 'False'], ['Degraded', 'True', 'ResourceReadError', 'no matches']),
				],
			},
			findings: [{message: 'tiers', subject: {kind: 'TigeraStatus', name: 'tiers'}}],
		},
	},
});
