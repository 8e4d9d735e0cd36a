import {test} from 'vitest';
import check from '../../../checks/underlay/path-mtu.ts';
import type {PacketResult} from '../../../src/core/request.ts';
import {testCheck} from '../../../src/testing.ts';
import {peerOf} from '../flannel-builders.ts';

const path = (n: number, full: PacketResult, small: PacketResult = {result: 'answered'}) => ({
	...{peer: peerOf(n), device: 'eth0', mtu: 9000, fullSize: 3000},
	...{full, small},
});
const subject = {kind: 'Interface', name: 'eth0'} as const;

testCheck(test, check, {
	passes: {
		'no handshake hangs': {evidence: {paths: []}},
		'packets of full size get there: the kubelet is slow': {
			evidence: {paths: [path(1, {result: 'answered'})]},
		},
		'pings are filtered': {evidence: {paths: [path(1, {result: 'silent'}, {result: 'silent'})]}},
		'the kernel has learned that the path is smaller, and TCP sends less': {
			evidence: {paths: [path(1, {result: 'too-big'})]},
		},
		'nothing could be sent': {
			evidence: {paths: [{peer: peerOf(1), device: 'eth0', mtu: 9000, fullSize: 3000}]},
		},
	},
	fails: {
		'switches without jumbo frames': {
			evidence: {paths: [path(1, {result: 'silent'}), path(3, {result: 'silent'})]},
			findings: [
				{message: 'smaller', subject, text: 'packets of 3000 bytes do not get to node-1 and node-3'},
			],
		},
	},
});
