import {test} from 'vitest';
import check from '../../../checks/calico/bgp-router-id.ts';
import {bgpNode, birdWith, failed, session, testCheck} from './bgp-builders.ts';

testCheck(test, check, {
	passes: {
		'each has its own': {evidence: {birds: [birdWith([session('10.0.0.13')])]}},
		'another error': {
			evidence: {
				birds: [birdWith([session('10.0.0.13', {state: 'Idle', ...failed('sent', 'Bad peer AS')})])],
			},
		},
	},
	fails: {
		'a cloned node': {
			evidence: {
				birds: [
					birdWith([
						session('10.0.0.13', {state: 'Idle', ...failed('sent', 'Bad BGP identifier')}),
						session('10.0.0.14'),
					]),
				],
				nodes: [bgpNode('node-3', '10.0.0.13')],
			},
			findings: [
				{
					message: 'same',
					subject: {kind: 'BGPPeer', name: '10.0.0.13'},
					text: 'BGP with node-3 (10.0.0.13) fails: it has the same router ID as this node, 10.0.0.11',
				},
			],
		},
	},
});
