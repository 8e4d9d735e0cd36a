import {test} from 'vitest';
import check from '../../../checks/overlay/checksum-errors.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {minutesAgo, now} from '../builders.ts';
import {flannelNode, links} from '../flannel-builders.ts';

const lines = (count: number, message: string, ago = 5) =>
	Array.from({length: count}, (_, index) => ({time: minutesAgo(ago - index / 100), message}));
const damaged = 'UDP: bad checksum. From 10.0.0.3:27503 to 10.0.0.2:8472 ulen 75';
const evidence = {
	log: lines(4, damaged),
	links,
	nodes: [flannelNode(2), flannelNode(3)],
	clock: now,
};

testCheck(test, check, {
	passes: {
		'a quiet log': {evidence: {...evidence, log: []}},
		'bits that flipped once': {evidence: {...evidence, log: lines(2, damaged)}},
		'what was mended an hour ago': {evidence: {...evidence, log: lines(9, damaged, 50)}},
		'packets of something else': {
			evidence: {...evidence, log: lines(9, damaged.replace(':8472', ':51820'))},
		},
		'no tunnel': {evidence, environment: {overlayDevice: told('flannel-wg')}},
	},
	fails: {
		'packets of a peer': {
			evidence,
			findings: [
				{
					message: 'damaged',
					subject: {kind: 'Peer', name: 'node-3'},
					text: 'Packets of node-3 through flannel.1 arrive with wrong checksums and are dropped: 4 in the last 30 minutes',
				},
			],
		},
		'packets of two peers, one of which is no Node any more': {
			evidence: {
				...evidence,
				log: [...lines(3, damaged), ...lines(3, damaged.replace('10.0.0.3', '10.0.0.9'))],
			},
			findings: [
				{message: 'damaged', subject: {kind: 'Peer', name: 'node-3'}},
				{message: 'damaged', subject: {kind: 'Peer', name: '10.0.0.9'}},
			],
		},
	},
});
