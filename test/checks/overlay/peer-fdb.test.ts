import {test} from 'vitest';
import check from '../../../checks/overlay/peer-fdb.ts';
import {testCheck} from '../../../src/testing.ts';
import {
	fdbOf,
	flannelAnnotations,
	flannelNode,
	notReady,
	ofDevice,
	ownRoutes,
	peerFdb,
	peerRoute,
	tablesFor,
	vtepMac,
} from '../flannel-builders.ts';

const nodes = [flannelNode(1), flannelNode(2), flannelNode(3)];
const {links, routes, fdb} = tablesFor(1, 3);
const healthy = {nodes, links, routes, fdb, reached: [], settled: true};
const peer = (n: number) => ({kind: 'Peer', name: `node-${n}`}) as const;
const multicast = {mac: '33:33:00:00:00:01', link: 'eth0', flags: ['self'], state: 'permanent'} as const;

testCheck(test, check, {
	passes: {
		'a healthy node': {evidence: {...healthy, fdb: [multicast, ...fdb]}},
		'the only node': {evidence: {...healthy, nodes: [flannelNode(2)], fdb: []}},
		'DirectRouting needs no entry': {
			evidence: {
				...healthy,
				routes: [...ownRoutes, peerRoute(1, {gateway: '10.0.0.1', dev: 'eth0', flags: []}), peerRoute(3)],
				fdb: [peerFdb(3)],
			},
		},
		'a node that is NotReady': {evidence: {...healthy, nodes: [...nodes, notReady(flannelNode(4))]}},
		'what is left of a node that is gone, and of the MAC a peer had before': {
			evidence: {
				...healthy,
				fdb: [
					...fdb,
					fdbOf(vtepMac(9), 'flannel.1', '10.0.0.9'),
					fdbOf('3e:aa:10:00:00:01', 'flannel.1', '10.0.0.1'),
				],
			},
		},
		'a peer behind NAT': {
			evidence: {
				...healthy,
				nodes: [
					flannelNode(1, {
						annotations: flannelAnnotations(1, {
							'public-ip': '203.0.113.1',
							'public-ip-overwrite': '203.0.113.1',
						}),
					}),
					...nodes.slice(1),
				],
				fdb: [fdbOf(vtepMac(1), 'flannel.1', '203.0.113.1'), peerFdb(3)],
			},
		},
		'a wrong MAC is announced: the peer answers': {
			evidence: {
				...healthy,
				fdb: [fdbOf('3e:aa:10:00:00:01', 'flannel.1', '10.0.0.1'), peerFdb(3)],
				reached: ['10.42.1.0', '10.42.3.0'],
			},
		},
		'a wrong address is announced: the peer answers': {
			evidence: {
				...healthy,
				fdb: [fdbOf(vtepMac(1), 'flannel.1', '10.0.0.99'), peerFdb(3)],
				reached: ['10.42.1.0'],
			},
		},
	},
	fails: {
		'one entry is gone': {
			evidence: {...healthy, fdb: [peerFdb(3)]},
			findings: [{message: 'missing', subject: peer(1), text: `no FDB entry for ${vtepMac(1)}`}],
		},
		'only the MAC the peer had before': {
			evidence: {...healthy, fdb: [fdbOf('3e:aa:10:00:00:01', 'flannel.1', '10.0.0.1'), peerFdb(3)]},
			findings: [{message: 'missing', subject: peer(1)}],
		},
		'all entries are gone': {
			evidence: {...healthy, fdb: [multicast]},
			findings: [{message: 'allMissing', subject: ofDevice, text: 'any of the 2 other nodes'}],
		},
		'the address of another node': {
			evidence: {...healthy, fdb: [fdbOf(vtepMac(1), 'flannel.1', '10.0.0.3'), peerFdb(3)]},
			findings: [
				{
					message: 'misdirected',
					subject: peer(1),
					text: 'sent to 10.0.0.3 (node-3), but node-1 announces 10.0.0.1',
				},
			],
		},
		'the address from before, and only another peer answers': {
			evidence: {
				...healthy,
				fdb: [fdbOf(vtepMac(1), 'flannel.1', '10.0.0.99'), peerFdb(3)],
				reached: ['10.42.3.0'],
			},
			findings: [{message: 'misdirected', subject: peer(1)}],
		},
		'the address from before': {
			evidence: {...healthy, fdb: [fdbOf(vtepMac(1), 'flannel.1', '10.0.0.99'), peerFdb(3)]},
			findings: [{message: 'misdirected', subject: peer(1), text: 'sent to 10.0.0.99, but'}],
		},
	},
});
