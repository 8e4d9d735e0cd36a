import {test} from 'vitest';
import check from '../../../checks/interface/bridge-port.ts';
import {testCheck} from '../../../src/testing.ts';
import {addressOf, eth0, flannel1, linkOf, onOverlay, onUnderlay, peerOf} from '../flannel-builders.ts';

const [one, three] = [peerOf(1), peerOf(3)];
const bridge = linkOf('br0', {kind: 'bridge', index: 40});
const pod = linkOf('cali0123456789a', {kind: 'veth', index: 9});
const inBridge = {master: 'br0'};
const isolated = {
	links: [eth0, flannel1, pod, bridge],
	addresses: [addressOf('eth0', '10.0.0.2/24'), addressOf('flannel.1', '10.42.2.0/32')],
	underlay: [onUnderlay(one, 'silent'), onUnderlay(three, 'silent')],
	overlay: [onOverlay(one, 'silent'), onOverlay(three, 'silent')],
	underlayPings: [onUnderlay(one, 'silent'), onUnderlay(three, 'silent')],
};
const answering = {
	...isolated,
	underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'answered')],
	overlay: [onOverlay(one, 'answered'), onOverlay(three, 'answered')],
	underlayPings: [],
};

testCheck(test, check, {
	passes: {
		'a bridge beside': {evidence: isolated},
		'an uplink in a bridge that has its address': {
			evidence: {
				...isolated,
				links: [{...eth0, ...inBridge}, flannel1, pod, bridge],
				addresses: [addressOf('br0', '10.0.0.2/24')],
			},
		},
		'an address on a port, and the nodes answer all the same': {
			evidence: {...answering, links: [{...eth0, ...inBridge}, flannel1, pod, bridge]},
		},
		'a member of a bond': {
			evidence: {
				...isolated,
				links: [{...eth0, master: 'bond0'}, linkOf('bond0', {kind: 'bond', index: 41})],
			},
		},
	},
	fails: {
		'an uplink whose address stayed on it': {
			evidence: {...isolated, links: [{...eth0, ...inBridge}, flannel1, pod, bridge]},
			findings: [
				{
					message: 'uplink',
					subject: {kind: 'Interface', name: 'eth0'},
					text: 'eth0 is a port of the bridge br0, but its address 10.0.0.2 stayed on it',
				},
			],
		},
		'the tunnel': {
			evidence: {...answering, links: [eth0, {...flannel1, ...inBridge}, pod, bridge]},
			findings: [{message: 'tunnel', subject: {kind: 'Interface', name: 'flannel.1'}}],
		},
		'a pod': {
			evidence: {...answering, links: [eth0, flannel1, {...pod, ...inBridge}, bridge]},
			findings: [
				{message: 'workload', subject: {kind: 'Interface', name: 'cali0123456789a'}, text: 'of a pod'},
			],
		},
	},
});
