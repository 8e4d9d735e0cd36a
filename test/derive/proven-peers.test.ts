import {expect, it} from 'vitest';
import {provenPeers} from '../../src/derive/proven-peers.ts';
import {tracked} from '../checks/conntrack-builders.ts';
import {peerOf, tablesFor} from '../checks/flannel-builders.ts';

const peers = [peerOf(1), peerOf(3)];
const {routes} = tablesFor(1, 3);
const given = {peers, routes, entries: [], endpoints: []};
const flow = {source: '10.42.2.7', to: '10.42.3.9', port: 80, backPort: 40_000};

it.each([
	['nobody has answered', given, []],
	['a pod there answered one of here', {entries: [tracked('tcp', {...flow, isReplied: true})]}, ['node-3']],
	['it was asked and did not answer', {entries: [tracked('tcp', {...flow, isReplied: false})]}, []],
	[
		'a pod there answered this node itself',
		{entries: [tracked('tcp', {...flow, source: '10.42.3.0', isReplied: true})]},
		[],
	],
	[
		'the cluster DNS there answered',
		{endpoints: [{nodeName: 'node-1', answer: {result: 'answered' as const}}, {nodeName: 'node-3'}]},
		['node-1'],
	],
])('provenPeers: %s', (_, changes, expected) => {
	expect(provenPeers({...given, ...changes})).toEqual(expected);
});
