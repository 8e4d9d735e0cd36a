import {test} from 'vitest';
import check from '../../../checks/calico/bgp-imports.ts';
import {ipPool, minutesAgo, now} from '../builders.ts';
import {bgpNode, birdStatus, birdWith, learnedRoute, session, testCheck} from './bgp-builders.ts';

const nodes = [bgpNode('node-3', '10.0.0.13'), bgpNode('node-4', '10.0.0.14')];
const silent = {routes: {imported: 0, exported: 1, preferred: 0}} as const;
const affinity = (node: string, cidr: string, state = 'confirmed') => ({node, cidr, state});
const affinities = [affinity('node-3', '10.42.3.0/26'), affinity('node-4', '10.42.4.0/26')];
const preferred = [learnedRoute('10.42.4.0/26', '10.0.0.14')];
const learned = [{family: 'ipv4', status: birdStatus(), value: {preferred, forKernel: preferred}}] as const;
const pools = [ipPool({vxlanMode: 'Never'})];
const birdsWith = (changes: Parameters<typeof session>[1], others = session('10.0.0.14')) => [
	birdWith([session('10.0.0.13', changes), others]),
];

const known = (destination: string) => ({
	...learned[0],
	value: {preferred: [...preferred, learnedRoute(destination, '10.0.0.13')], forKernel: []},
});

testCheck(test, check, {
	passes: {
		'each sends its routes': {
			evidence: {birds: birdsWith({}), learned: [known('10.42.3.0/26')], nodes, affinities, pools, now},
		},
		'a node without pods has no block': {
			evidence: {birds: birdsWith(silent), learned, nodes, affinities: affinities.slice(1), pools, now},
		},
		'a block that is being claimed': {
			evidence: {
				birds: birdsWith(silent),
				learned,
				nodes,
				affinities: [affinity('node-3', '10.42.3.0/26', 'pending')],
				pools,
				now,
			},
		},
		'no node sends any: the pool is not exported': {
			evidence: {
				birds: birdsWith(silent, session('10.0.0.14', silent)),
				learned,
				nodes,
				affinities,
				pools,
				now,
			},
		},
		'what they send is turned away here': {
			evidence: {
				birds: birdsWith({routes: {imported: 0, filtered: 1, exported: 1, preferred: 0}}),
				learned,
				nodes,
				affinities,
				pools,
				now,
			},
		},
		'a session that has just been established': {
			evidence: {birds: birdsWith({...silent, since: now - 5000}), learned, nodes, affinities, pools, now},
		},
		'the route comes by a reflector': {
			evidence: {
				birds: birdsWith(silent),
				learned: [
					{
						...learned[0],
						value: {
							preferred: [...preferred, learnedRoute('10.42.3.0/26', '10.0.0.14')],
							forKernel: [],
						},
					},
				],
				nodes,
				affinities,
				pools,
				now,
			},
		},
		'a further block that was claimed seconds ago': {
			evidence: {
				birds: birdsWith({}),
				learned: [known('10.42.3.0/26')],
				nodes,
				affinities: [...affinities, {...affinity('node-3', '10.42.3.64/26'), createdAt: now - 5000}],
				pools,
				now,
			},
		},
		'a further block of a pool that stays out of BGP': {
			evidence: {
				birds: birdsWith({}),
				learned: [known('10.42.3.0/26')],
				nodes,
				affinities: [...affinities, affinity('node-3', '10.43.3.64/26')],
				pools: [...pools, ipPool({cidr: '10.43.0.0/16', vxlanMode: 'Never', isKeptFromBgp: true})],
				now,
			},
		},
		'a further block of a pool in VXLAN, which is for Felix': {
			evidence: {
				birds: birdsWith({}),
				learned: [known('10.42.3.0/26')],
				nodes,
				affinities: [...affinities, affinity('node-3', '10.43.3.64/26')],
				pools: [...pools, ipPool({cidr: '10.43.0.0/16'})],
				now,
			},
		},
	},
	fails: {
		'one of two blocks is kept back': {
			evidence: {
				birds: birdsWith({}),
				learned: [known('10.42.3.0/26')],
				nodes,
				affinities: [...affinities, {...affinity('node-3', '10.42.3.64/26'), createdAt: minutesAgo(10)}],
				pools,
				now,
			},
			findings: [
				{
					message: 'part',
					subject: {kind: 'BGPPeer', name: '10.0.0.13'},
					text: 'brings no route to 10.42.3.64/26',
				},
			],
		},
		'one node keeps its block back': {
			evidence: {birds: birdsWith(silent), learned, nodes, affinities, pools, now},
			findings: [
				{
					message: 'nothing',
					subject: {kind: 'BGPPeer', name: '10.0.0.13'},
					text: 'node-3 (10.0.0.13) is established and brings no route, although 10.42.3.0/26 is there',
				},
			],
		},
	},
});
