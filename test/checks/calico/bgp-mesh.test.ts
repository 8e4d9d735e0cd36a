import {test} from 'vitest';
import check from '../../../checks/calico/bgp-mesh.ts';
import {now} from '../builders.ts';
import {bgpNode, birdWith, session, testCheck} from './bgp-builders.ts';

const nodes = [
	bgpNode('node-2', '10.0.0.11'),
	bgpNode('node-3', '10.0.0.13'),
	bgpNode('node-4', '10.0.0.14'),
];
const some = [birdWith([session('10.0.0.13')])];
const withNode4 = (changes: Parameters<typeof bgpNode>[2]) => [
	...nodes.slice(0, 2),
	bgpNode('node-4', '10.0.0.14', changes),
];

testCheck(test, check, {
	passes: {
		'a session for each': {
			evidence: {birds: [birdWith([session('10.0.0.13'), session('10.0.0.14')])], nodes},
		},
		'one that is down is there all the same': {
			evidence: {birds: [birdWith([session('10.0.0.13'), session('10.0.0.14', {state: 'Down'})])], nodes},
		},
		'a BGPPeer in place of the mesh': {
			evidence: {birds: [birdWith([session('10.0.0.13'), session('10.0.0.14', {peering: 'node'})])], nodes},
		},
		'no mesh, but route reflectors': {
			evidence: {birds: [birdWith([session('10.0.0.13', {peering: 'node'})])], nodes},
		},
		'the other node reflects routes': {
			evidence: {
				birds: some,
				nodes: withNode4({
					annotations: {
						'projectcalico.org/IPv4Address': '10.0.0.14/24',
						'projectcalico.org/RouteReflectorClusterID': '244.0.0.1',
					},
				}),
			},
		},
		'the other node has not joined yet': {
			evidence: {
				birds: some,
				nodes: withNode4({taints: [{key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule'}]}),
			},
		},
		'a node without Calico': {evidence: {birds: some, nodes: withNode4({annotations: {}})}},
		'BIRD has just started': {
			evidence: {
				birds: [birdWith([session('10.0.0.13', {since: now - 4000})], {status: {startedAt: now - 5000}})],
				nodes,
			},
		},
		'a cluster of one node': {
			evidence: {birds: [birdWith([])], nodes: nodes.slice(0, 1)},
		},
	},
	fails: {
		'confd has not written a node that came later': {
			evidence: {birds: some, nodes},
			findings: [
				{
					message: 'missing',
					subject: {kind: 'Node', name: 'node-4'},
					text: 'no session for node-4 (10.0.0.14), although it has sessions of the mesh for other nodes: its configuration is of 2026-11-22 07:00:00',
				},
			],
		},
	},
});
