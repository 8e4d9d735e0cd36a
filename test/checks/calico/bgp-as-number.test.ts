import {test} from 'vitest';
import check from '../../../checks/calico/bgp-as-number.ts';
import {bgpNode, birdWith, failed, session, testCheck} from './bgp-builders.ts';

const idle = {state: 'Idle'} as const;
const wrong = failed('sent', 'Bad peer AS');
const nodes = [bgpNode('node-2', '10.0.0.12'), bgpNode('node-3', '10.0.0.13')];

testCheck(test, check, {
	passes: {
		'all sessions are established': {
			evidence: {birds: [birdWith([session('10.0.0.12'), session('10.0.0.13')])]},
		},
		'another error of the protocol': {
			evidence: {
				birds: [birdWith([session('10.0.0.12', {...idle, ...failed('sent', 'Bad BGP identifier')})])],
			},
		},
		'a session that has recovered': {
			evidence: {birds: [birdWith([session('10.0.0.1', {peering: 'node', neighbourAs: 65_001})])]},
		},
	},
	fails: {
		'a router has another number than its BGPPeer says': {
			evidence: {
				birds: [
					birdWith([
						session('10.0.0.12'),
						session('10.0.0.1', {...idle, ...wrong, peering: 'node', neighbourAs: 65_001}),
					]),
				],
				nodes,
			},
			findings: [
				{
					message: 'ofPeer',
					subject: {kind: 'BGPPeer', name: '10.0.0.1'},
					text: 'BGP with 10.0.0.1 (AS 65001) fails: this node expects AS 65001',
				},
			],
		},
		'every node expects the old number of this one': {
			evidence: {
				birds: [
					birdWith([
						session('10.0.0.12', {...idle, ...failed('received', 'Bad peer AS')}),
						session('10.0.0.13', {...idle, ...failed('received', 'Bad peer AS')}),
					]),
				],
				nodes,
			},
			findings: [
				{
					message: 'ofNode',
					subject: {kind: 'Node', name: 'node-2'},
					text: 'node-2 (10.0.0.12) and node-3 (10.0.0.13)',
				},
			],
		},
	},
});
