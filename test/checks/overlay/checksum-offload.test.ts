import {test} from 'vitest';
import check from '../../../checks/overlay/checksum-offload.ts';
import type {DeviceFeatures} from '../../../src/parsers/ethtool-features.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {links, ofDevice, onOverlay, onUnderlay, peerOf, tablesFor} from '../flannel-builders.ts';

const [one, three] = [peerOf(1), peerOf(3)];
const features = (link: string, ...on: readonly string[]): DeviceFeatures => ({
	link,
	features: Object.fromEntries(
		['tx-checksum-ip-generic', 'tx-udp_tnl-segmentation', 'tx-udp_tnl-csum-segmentation'].map(name => [
			name,
			{isOn: on.includes(name), isFixed: false},
		]),
	),
});
const onlyPings = {
	underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'answered')],
	overlay: [onOverlay(one, 'silent'), onOverlay(three, 'silent')],
	underlayPings: [],
	overlayPings: [onOverlay(one, 'answered'), onOverlay(three, 'answered')],
	links,
	routes: tablesFor(1, 3).routes,
	features: [
		features('flannel.1', 'tx-checksum-ip-generic'),
		features('eth0', 'tx-udp_tnl-segmentation', 'tx-udp_tnl-csum-segmentation'),
	],
	drivers: new Map([['eth0', 'vmxnet3']]),
	kernel: {release: '6.8.0-45-generic', architecture: 'x86_64'},
};
const isOff = [features('flannel.1'), onlyPings.features[1]].filter(device => device !== undefined);

testCheck(test, check, {
	passes: {
		'offload is on, and TCP passes, also on vmxnet3': {
			evidence: {...onlyPings, overlay: [onOverlay(one, 'answered'), onOverlay(three, 'answered')]},
		},
		'one peer answers, so what this node sends is intact': {
			evidence: {...onlyPings, overlay: [onOverlay(one, 'answered'), onOverlay(three, 'silent')]},
		},
		'a firewall of the peers may refuse the port: nothing is known against this hardware': {
			evidence: {...onlyPings, drivers: new Map([['eth0', 'virtio_net']])},
		},
		'no ping comes back either': {
			evidence: {...onlyPings, overlayPings: [onOverlay(one, 'silent'), onOverlay(three, 'silent')]},
		},
		'all offload is off': {evidence: {...onlyPings, features: [features('flannel.1'), features('eth0')]}},
		'the only node': {evidence: {...onlyPings, underlay: [], overlay: [], overlayPings: []}},
	},
	fails: {
		'vmxnet3 damages TCP': {
			evidence: onlyPings,
			findings: [
				{
					message: 'damagesFlannel',
					subject: ofDevice,
					text: 'only pings come back from node-1 and node-3: checksums of packets in the tunnel are left to the driver vmxnet3 of eth0',
				},
			],
		},
		'a kernel with the bug': {
			evidence: {
				...onlyPings,
				drivers: new Map(),
				kernel: {release: '5.4.0-84-generic', architecture: 'x86_64'},
			},
			findings: [{message: 'damagesFlannel', subject: ofDevice, text: 'kernel 5.4.0-84-generic'}],
		},
		'on Calico': {
			evidence: onlyPings,
			environment: {cni: told('calico')},
			findings: [{message: 'damagesCalico', subject: ofDevice}],
		},
		'vmxnet3 cuts packets in the tunnel': {
			evidence: {...onlyPings, features: isOff},
			findings: [
				{
					message: 'damagesSegments',
					subject: ofDevice,
					text: 'eth0 (vmxnet3) cuts packets in the tunnel in hardware',
				},
			],
		},
	},
});
