import {test} from 'vitest';
import check from '../../../checks/overlay/peer-neighbour.ts';
import {testCheck} from '../../../src/testing.ts';
import {
	flannelNode,
	neighbourOf,
	notReady,
	ofDevice,
	ownRoutes,
	peerNeighbour,
	peerRoute,
	tablesFor,
	vtepMac,
} from '../flannel-builders.ts';

const nodes = [flannelNode(1), flannelNode(2), flannelNode(3)];
const {links, routes, neighbours} = tablesFor(1, 3);
const healthy = {nodes, links, routes, neighbours, reached: [], settled: true};
const staleMac = neighbourOf('10.42.1.0', 'flannel.1', '3e:aa:10:00:00:01');
const peer = (n: number) => ({kind: 'Peer', name: `node-${n}`}) as const;

testCheck(test, check, {
	passes: {
		'a healthy node': {evidence: healthy},
		'the only node': {evidence: {...healthy, nodes: [flannelNode(2)], neighbours: []}},
		'DirectRouting needs no entry': {
			evidence: {
				...healthy,
				routes: [...ownRoutes, peerRoute(1, {gateway: '10.0.0.1', dev: 'eth0', flags: []}), peerRoute(3)],
				neighbours: [peerNeighbour(3)],
			},
		},
		'a node that is NotReady': {evidence: {...healthy, nodes: [...nodes, notReady(flannelNode(4))]}},
		'what is left of a node that is gone': {
			evidence: {...healthy, neighbours: [...neighbours, peerNeighbour(9)]},
		},
		'the same address on another device': {
			evidence: {
				...healthy,
				neighbours: [...neighbours, neighbourOf('10.42.1.0', 'eth0', '3e:aa:10:00:00:01')],
			},
		},
		'a wrong MAC is announced: the peer answers at the one that the kernel has': {
			evidence: {...healthy, neighbours: [staleMac, peerNeighbour(3)], reached: ['10.42.1.0']},
		},
	},
	fails: {
		'one entry is gone, and its MAC stands for an address of before': {
			evidence: {
				...healthy,
				neighbours: [peerNeighbour(3), neighbourOf('10.42.55.0', 'flannel.1', vtepMac(1))],
			},
			findings: [{message: 'former', subject: peer(1), text: 'stands there for 10.42.55.0'}],
		},
		'one entry is gone, and its MAC stands for an address that a route uses': {
			evidence: {
				...healthy,
				routes: [...routes, peerRoute(5)],
				neighbours: [peerNeighbour(3), neighbourOf('10.42.5.0', 'flannel.1', vtepMac(1))],
			},
			findings: [{message: 'missing', subject: peer(1), text: 'no neighbour entry for 10.42.1.0'}],
		},
		'one entry is gone': {
			evidence: {...healthy, neighbours: [peerNeighbour(3)]},
			findings: [{message: 'missing', subject: peer(1), text: 'no neighbour entry for 10.42.1.0'}],
		},
		'one entry could not be resolved': {
			evidence: {...healthy, neighbours: [neighbourOf('10.42.1.0', 'flannel.1'), peerNeighbour(3)]},
			findings: [{message: 'missing', subject: peer(1)}],
		},
		'all entries are gone': {
			evidence: {...healthy, neighbours: []},
			findings: [{message: 'allMissing', subject: ofDevice, text: 'any of the 2 other nodes'}],
		},
		'the MAC from before': {
			evidence: {
				...healthy,
				neighbours: [neighbourOf('10.42.1.0', 'flannel.1', '3e:aa:10:00:00:01'), peerNeighbour(3)],
			},
			findings: [
				{
					message: 'stale',
					subject: peer(1),
					text: `addressed to 3e:aa:10:00:00:01, but node-1 announces ${vtepMac(1)}`,
				},
			],
		},
		'the MAC from before, and only another peer answers': {
			evidence: {...healthy, neighbours: [staleMac, peerNeighbour(3)], reached: ['10.42.3.0']},
			findings: [{message: 'stale', subject: peer(1)}],
		},
		'the peer answers by another route': {
			evidence: {
				...healthy,
				routes: routes.filter(({destination}) => destination !== '10.42.1.0/24'),
				neighbours: [staleMac, peerNeighbour(3)],
				reached: ['10.42.1.0'],
			},
			findings: [{message: 'stale', subject: peer(1)}],
		},
		'the MAC of another node, which forwards the packets': {
			evidence: {
				...healthy,
				neighbours: [neighbourOf('10.42.1.0', 'flannel.1', vtepMac(3)), peerNeighbour(3)],
				reached: ['10.42.1.0', '10.42.3.0'],
			},
			findings: [{message: 'stale', subject: peer(1), text: `${vtepMac(3)} of node-3`}],
		},
		'the MAC of another node': {
			evidence: {
				...healthy,
				neighbours: [neighbourOf('10.42.1.0', 'flannel.1', vtepMac(3)), peerNeighbour(3)],
			},
			findings: [{message: 'stale', subject: peer(1), text: `${vtepMac(3)} of node-3`}],
		},
	},
});
