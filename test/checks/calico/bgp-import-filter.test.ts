import {test} from 'vitest';
import check from '../../../checks/calico/bgp-import-filter.ts';
import {now} from '../builders.ts';
import {bgpNode, birdWith, session, testCheck} from './bgp-builders.ts';

const nodes = [bgpNode('node-3', '10.0.0.13'), bgpNode('node-4', '10.0.0.14')];
const affinities = [
	{node: 'node-3', cidr: '10.42.3.0/26', state: 'confirmed'},
	{node: 'node-4', cidr: '10.42.4.0/26', state: 'confirmed'},
];
const turnedAway = {routes: {imported: 0, filtered: 1, exported: 1, preferred: 0}} as const;

testCheck(test, check, {
	passes: {
		'all is accepted': {
			evidence: {birds: [birdWith([session('10.0.0.13'), session('10.0.0.14')])], nodes},
		},
		'a part is filtered, the rest is here': {
			evidence: {
				birds: [
					birdWith([session('10.0.0.13', {routes: {imported: 1, filtered: 3, exported: 1, preferred: 1}})]),
				],
				nodes,
			},
		},
		'a router from which nothing is wanted': {
			evidence: {birds: [birdWith([session('10.0.0.254', {...turnedAway, peering: 'global'})])], nodes},
		},
		'the other node has nothing to send': {
			evidence: {
				birds: [birdWith([session('10.0.0.13', {routes: {imported: 0, exported: 1, preferred: 0}})])],
				nodes,
			},
		},
		'the session has just been established': {
			evidence: {birds: [birdWith([session('10.0.0.13', {...turnedAway, since: now - 5000})])], nodes},
		},
	},
	fails: {
		'an agent, which may not read the blocks': {
			evidence: {birds: [birdWith([session('10.0.0.13', turnedAway), session('10.0.0.14')])], nodes},
			findings: [
				{
					message: 'turnedAway',
					subject: {kind: 'BGPPeer', name: '10.0.0.13'},
					text: 'it has no way to the pods there',
				},
			],
		},
		'a server, which knows the blocks': {
			evidence: {
				birds: [birdWith([session('10.0.0.13', turnedAway), session('10.0.0.14', turnedAway)])],
				nodes,
				affinities,
			},
			findings: [
				{
					message: 'turnedAway',
					subject: {kind: 'Node', name: 'node-2'},
					text: 'it has no way to 10.42.3.0/26 and 10.42.4.0/26',
				},
			],
		},
	},
});
