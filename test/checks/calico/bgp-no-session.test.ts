import {test} from 'vitest';
import check from '../../../checks/calico/bgp-no-session.ts';
import {now, routesOf} from '../builders.ts';
import {bgpNode, birdWith, session, testCheck} from './bgp-builders.ts';

const nodes = [bgpNode('node-2', '10.0.0.11'), bgpNode('node-3', '10.0.0.13')];
const ranges = {pods: ['10.42.0.0/16'], services: [], dns: [], domain: 'cluster.local'};
const own = {type: 'blackhole', dst: '10.42.247.0/26', protocol: 'bird', flags: []};
const uplink = {type: 'unicast', dst: 'default', gateway: '10.0.0.254', dev: 'eth0', flags: []};
const routes = routesOf(uplink, own);
const birds = [birdWith([])];

testCheck(test, check, {
	passes: {
		'a session': {evidence: {birds: [birdWith([session('10.0.0.13')])], nodes, routes, ranges}},
		'one that is down': {
			evidence: {birds: [birdWith([session('10.0.0.13', {state: 'Down'})])], nodes, routes, ranges},
		},
		'Felix brings the routes of a pool in VXLAN': {
			evidence: {
				birds,
				nodes,
				routes: routesOf(uplink, own, {
					type: 'unicast',
					dst: '10.42.139.64/26',
					gateway: '10.42.139.64',
					dev: 'vxlan.calico',
					protocol: '80',
					flags: ['onlink'],
				}),
				ranges,
			},
		},
		'a cluster of one node': {evidence: {birds, nodes: nodes.slice(0, 1), routes, ranges}},
		'the other node is about to join': {
			evidence: {
				birds,
				nodes: [
					...nodes.slice(0, 1),
					bgpNode('node-3', '10.0.0.13', {
						taints: [{key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule'}],
					}),
				],
				routes,
				ranges,
			},
		},
		'BIRD has just started': {
			evidence: {birds: [birdWith([], {status: {startedAt: now - 5000}})], nodes, routes, ranges},
		},
	},
	fails: {
		'the mesh was switched off before there was a BGPPeer': {
			evidence: {birds, nodes, routes, ranges},
			findings: [{message: 'none', subject: {kind: 'Node', name: 'node-2'}, text: 'pods of node-3'}],
		},
	},
});
