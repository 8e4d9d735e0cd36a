import {expect, it, test} from 'vitest';
import check from '../../../checks/calico/datastore-locked.ts';
import {calicoClusterInformation} from '../../../src/probes/calico.cluster-information.ts';
import {testCheck} from '../../../src/testing.ts';
import {probed} from '../../probes/run-probe.ts';
import {calicoNode} from '../builders.ts';

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'ready, as calico-node writes it': {evidence: {information: {isDatastoreReady: true}}},
		'a cluster that has not said so yet': {evidence: {information: {}}},
	},
	fails: {
		'a migration that was not finished': {
			evidence: {information: {isDatastoreReady: false}},
			findings: [{message: 'locked', subject: {kind: 'Node', name: 'node-2'}, text: 'datastoreReady: false'}],
		},
	},
});

it.each([
	[
		'what it is told',
		{
			'kubectl get --raw /apis/crd.projectcalico.org/v1/clusterinformations/default':
				'{"metadata":{"name":"default"},"spec":{"datastoreReady":false}}',
		},
		{isDatastoreReady: false},
	],
	['nothing without a ClusterInformation', {}, {}],
])('calico.cluster-information gives %s', (_, replies, expected) => {
	expect(probed(calicoClusterInformation, replies)).toEqual(expected);
});
