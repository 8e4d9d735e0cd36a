import {test} from 'vitest';
import check from '../../../checks/overlay/peer-announcement.ts';
import {testCheck} from '../../../src/testing.ts';
import {
	dualStack,
	dualStackNode,
	fdbOf,
	flannelAnnotations,
	flannelNode,
	flannelV6,
	neighbourOf,
	notReady,
	onOverlay,
	peerFdb,
	peerNeighbour,
	peerOf,
	routeOf,
	tablesFor,
	vtepMac,
} from '../flannel-builders.ts';

const nodes = [flannelNode(1), flannelNode(2), flannelNode(3)];
const healthy = {
	nodes,
	...tablesFor(1, 3),
	overlay: [onOverlay(peerOf(1), 'answered'), onOverlay(peerOf(3), 'answered')],
};
const announcing = (changes: Readonly<Record<string, string>>) => [
	flannelNode(1, {annotations: flannelAnnotations(1, changes)}),
	...nodes.slice(1),
];
const wrongMac = announcing({'backend-data': JSON.stringify({VNI: 1, VtepMAC: '6e:00:00:00:00:ff'})});
const wrongAddress = announcing({'public-ip': '10.0.0.99'});
const peer = {kind: 'Peer', name: 'node-1'} as const;

testCheck(test, check, {
	passes: {
		'a healthy node': {evidence: healthy},
		'the only node': {evidence: {...healthy, nodes: [flannelNode(2)], overlay: []}},
		'the kernel is wrong: the peer does not answer': {
			evidence: {
				...healthy,
				nodes: wrongMac,
				overlay: [onOverlay(peerOf(1), 'silent'), onOverlay(peerOf(3), 'answered')],
			},
		},
		'a peer that was not asked': {
			evidence: {...healthy, nodes: wrongMac, overlay: [onOverlay(peerOf(3), 'answered')]},
		},
		'a packet that could not be sent': {
			evidence: {...healthy, nodes: wrongAddress, overlay: [onOverlay(peerOf(1), 'unsent')]},
		},
		'the kernel has the MAC of another node, which forwards the packets': {
			evidence: {
				...healthy,
				neighbours: [neighbourOf('10.42.1.0', 'flannel.1', vtepMac(3)), peerNeighbour(3)],
			},
		},
		'the answer came by another route': {
			evidence: {
				...healthy,
				nodes: wrongMac,
				routes: healthy.routes.filter(({destination}) => destination !== '10.42.1.0/24'),
			},
		},
		'a node that is NotReady': {
			evidence: {...healthy, nodes: wrongMac.map(node => (node.name === 'node-1' ? notReady(node) : node))},
		},
		'an answer in the first family says nothing of the second': {
			evidence: {
				...healthy,
				nodes: [1, 2].map(dualStackNode),
				links: [...healthy.links, flannelV6],
				routes: [
					...healthy.routes,
					routeOf('2001:cafe:42:1::/64', {
						gateway: '2001:cafe:42:1::',
						dev: 'flannel-v6.1',
						flags: ['onlink'],
					}),
				],
				neighbours: [
					...healthy.neighbours,
					neighbourOf('2001:cafe:42:1::', 'flannel-v6.1', '6e:00:00:00:00:ff'),
				],
			},
			environment: dualStack,
		},
	},
	fails: {
		'another MAC than the one that works': {
			evidence: {...healthy, nodes: wrongMac},
			findings: [
				{
					message: 'mac',
					subject: peer,
					text: `node-1 answers through flannel.1 at the VTEP ${vtepMac(1)}, but announces 6e:00:00:00:00:ff`,
				},
			],
		},
		'a handshake that stalls has connected': {
			evidence: {...healthy, nodes: wrongMac, overlay: [onOverlay(peerOf(1), 'stalled')]},
			findings: [{message: 'mac', subject: peer}],
		},
		'another address than the one that works': {
			evidence: {...healthy, nodes: wrongAddress},
			findings: [
				{
					message: 'address',
					subject: peer,
					text: 'node-1 answers through flannel.1 at 10.0.0.1, but announces 10.0.0.99',
				},
			],
		},
		'entries of this node that are old but work': {
			evidence: {
				...healthy,
				neighbours: [neighbourOf('10.42.1.0', 'flannel.1', '3e:aa:10:00:00:01'), peerNeighbour(3)],
				fdb: [fdbOf('3e:aa:10:00:00:01', 'flannel.1', '10.0.0.1'), peerFdb(3)],
			},
			findings: [{message: 'mac', subject: peer}],
		},
	},
});
