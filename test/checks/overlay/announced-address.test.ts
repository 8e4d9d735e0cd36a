import {test} from 'vitest';
import check from '../../../checks/overlay/announced-address.ts';
import {testCheck} from '../../../src/testing.ts';
import {
	addresses,
	addressOf,
	flannelAnnotations,
	flannelNode,
	links,
	onOverlay,
	onUnderlay,
	peerOf,
	tablesFor,
} from '../flannel-builders.ts';

const [one, three] = [peerOf(1), peerOf(3)];
const announcing = (n: number, address: string, externalIps: readonly string[] = []) =>
	flannelNode(n, {externalIps, annotations: flannelAnnotations(n, {'public-ip': address})});
const overwriting = (n: number, address: string) =>
	flannelNode(n, {
		annotations: flannelAnnotations(n, {'public-ip': address, 'public-ip-overwrite': address}),
	});
const nodes = [flannelNode(1), flannelNode(2), flannelNode(3)];
const allSilent = {
	underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'answered')],
	overlay: [onOverlay(one, 'silent'), onOverlay(three, 'silent')],
	underlayPings: [],
	overlayPings: [],
	links,
	routes: tablesFor(1, 3).routes,
	nodes,
	addresses: [...addresses, addressOf('eth0', '10.0.0.200/24'), addressOf('eth1', '192.168.56.2/24')],
};
const oneSilent = {...allSilent, overlay: [onOverlay(one, 'silent'), onOverlay(three, 'answered')]};
const ofNode = (n: number) => ({kind: 'Node', name: `node-${n}`}) as const;

testCheck(test, check, {
	passes: {
		'silent peers that announce their InternalIP': {evidence: allSilent},
		'another address that works': {
			evidence: {
				...allSilent,
				overlay: [onOverlay(one, 'answered'), onOverlay(three, 'answered')],
				nodes: [announcing(1, '10.9.0.1'), flannelNode(2), flannelNode(3)],
			},
		},
		'one silent peer says nothing of what this node announces': {
			evidence: {...oneSilent, nodes: [flannelNode(1), announcing(2, '10.0.0.200'), flannelNode(3)]},
		},
		'all others announce addresses of a network for pods': {
			evidence: {...allSilent, nodes: [announcing(1, '10.9.0.1'), flannelNode(2), announcing(3, '10.9.0.3')]},
		},
		'an address of another interface, which is another finding': {
			evidence: {...allSilent, nodes: [flannelNode(1), announcing(2, '192.168.56.2'), flannelNode(3)]},
		},
		'an address that this node no longer has, which is another finding': {
			evidence: {...allSilent, nodes: [flannelNode(1), announcing(2, '10.0.0.99'), flannelNode(3)]},
		},
		'an address that another node announces too, which is another finding': {
			evidence: {...oneSilent, nodes: [announcing(1, '10.9.0.1'), flannelNode(2), announcing(3, '10.9.0.1')]},
		},
		'a second InternalIP': {
			evidence: {
				...oneSilent,
				nodes: [
					flannelNode(1, {
						internalIps: ['10.0.0.1', '10.9.0.1'],
						annotations: flannelAnnotations(1, {'public-ip': '10.9.0.1'}),
					}),
					flannelNode(2),
					flannelNode(3),
				],
			},
		},
	},
	fails: {
		'the annotations of a former set-up': {
			evidence: {
				...allSilent,
				nodes: [overwriting(1, '203.0.113.1'), flannelNode(2), overwriting(3, '203.0.113.3')],
			},
			findings: [
				{
					message: 'overwritten',
					subject: ofNode(2),
					text: '203.0.113.1 for node-1, which has 10.0.0.1: node-1 and node-3 answer on their InternalIPs',
				},
			],
		},
		'this node announces a virtual address': {
			evidence: {...allSilent, nodes: [flannelNode(1), announcing(2, '10.0.0.200'), flannelNode(3)]},
			findings: [
				{
					message: 'another',
					subject: ofNode(2),
					text: 'node-2 answers on its InternalIP 10.0.0.2, but for the tunnel it announces 10.0.0.200, and nothing passes between it and the others',
				},
			],
		},
		'a peer announces another address': {
			evidence: {...oneSilent, nodes: [announcing(1, '192.168.7.1'), flannelNode(2), flannelNode(3)]},
			findings: [{message: 'another', subject: ofNode(1), text: 'nothing passes between the two'}],
		},
		'this node announces its ExternalIP': {
			evidence: {
				...allSilent,
				nodes: [flannelNode(1), announcing(2, '203.0.113.2', ['203.0.113.2']), flannelNode(3)],
			},
			findings: [{message: 'external', subject: ofNode(2)}],
		},
		'a peer announces its ExternalIP': {
			evidence: {
				...oneSilent,
				nodes: [announcing(1, '203.0.113.1', ['203.0.113.1']), flannelNode(2), flannelNode(3)],
			},
			findings: [{message: 'external', subject: ofNode(1)}],
		},
	},
});
