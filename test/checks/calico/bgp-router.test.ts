import {test} from 'vitest';
import check from '../../../checks/calico/bgp-router.ts';
import {now} from '../builders.ts';
import {bgpNode, birdWith, failed, session, testCheck} from './bgp-builders.ts';

const nodes = [bgpNode('node-3', '10.0.0.13')];
const router = (address: string, changes: Parameters<typeof session>[1] = {}) =>
	session(address, {peering: 'node', neighbourAs: 65_001, ...changes});
const refused = {state: 'Active', ...failed('socket', 'Connection refused')} as const;

testCheck(test, check, {
	passes: {
		'both routers are there': {
			evidence: {birds: [birdWith([router('10.0.0.1'), router('10.0.0.2')])], nodes},
		},
		'a route reflector that is a node, which is another check': {
			evidence: {birds: [birdWith([router('10.0.0.13', refused)])], nodes},
		},
		'a router that restarts': {
			evidence: {birds: [birdWith([router('10.0.0.1', {...refused, since: now - 30_000})])], nodes},
		},
		'a session of the mesh with a node that has gone': {
			evidence: {birds: [birdWith([session('10.0.0.99', refused)])], nodes},
		},
	},
	fails: {
		'one of two is down': {
			evidence: {
				birds: [birdWith([session('10.0.0.13'), router('10.0.0.1', refused), router('10.0.0.2')])],
				nodes,
			},
			findings: [
				{
					message: 'one',
					subject: {kind: 'BGPPeer', name: '10.0.0.1'},
					text: 'it refuses TCP port 179 (Socket: Connection refused). 10.0.0.2 (AS 65001) is left',
				},
			],
		},
		'the only one hangs up': {
			evidence: {
				birds: [
					birdWith([
						session('10.0.0.1', {
							peering: 'global',
							state: 'Active',
							...failed('socket', 'Connection reset by peer'),
						}),
					]),
				],
				nodes,
			},
			findings: [
				{
					message: 'all',
					subject: {kind: 'BGPPeer', name: '10.0.0.1'},
					text: 'a neighbour that it does not know',
				},
			],
		},
	},
});
