import {test} from 'vitest';
import check from '../../../checks/overlay/checksum-suspect.ts';
import {testCheck} from '../../../src/testing.ts';
import {tracked} from '../conntrack-builders.ts';
import {links, ofDevice, onOverlay, onUnderlay, peerOf, routeOf, tablesFor} from '../flannel-builders.ts';

const [one, three] = [peerOf(1), peerOf(3)];
const featuresOf = (isOn: boolean) => [
	{link: 'flannel.1', features: {'tx-checksum-ip-generic': {isOn, isFixed: false}}},
];
const coredns = (nodeName: string, result: 'silent' | 'answered' | 'unreachable') => ({
	address: '10.42.1.5',
	port: 53,
	nodeName,
	answer: {result} as const,
});
const ofPod = (isReplied: boolean) =>
	tracked('udp', {
		...{source: '10.42.2.7', to: '10.43.0.10', port: 53, by: '10.42.1.5', backPort: 40_000},
		isReplied,
	});
/** Of this node itself, from before the fault, and to no pod. */
const ofKubelet = tracked('tcp', {
	...{source: '10.42.2.0', to: '10.42.1.0', port: 10_250, backPort: 40_000},
	isReplied: true,
});
const toServer = tracked('tcp', {
	...{source: '10.42.2.7', to: '10.43.0.1', port: 443, by: '10.0.0.1', backPort: 40_000},
	isReplied: true,
});
const onlyPings = {
	underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'answered')],
	overlay: [onOverlay(one, 'silent'), onOverlay(three, 'silent')],
	underlayPings: [],
	overlayPings: [onOverlay(one, 'answered'), onOverlay(three, 'answered')],
	links,
	routes: [
		...tablesFor(1, 3).routes,
		routeOf('10.42.2.0/32', {type: 'local', dev: 'flannel.1', table: 'local'}),
	],
	features: featuresOf(true),
	drivers: new Map([['eth0', 'ixgbe']]),
	kernel: {release: '5.14.0-611.5.1.el9', architecture: 'x86_64'},
	errors: {tcp: 0, udp: 0},
	answers: [coredns('node-1', 'silent')],
	entries: [ofKubelet, toServer, ofPod(false)],
};

testCheck(test, check, {
	passes: {
		'a firewall refuses the port of the kubelet only': {
			evidence: {...onlyPings, answers: [coredns('node-1', 'answered')]},
		},
		'a firewall refuses loudly': {evidence: {...onlyPings, answers: [coredns('node-1', 'unreachable')]}},
		'a firewall admits pods only, and one here gets answers': {
			evidence: {...onlyPings, entries: [ofKubelet, ofPod(true)]},
		},
		'CoreDNS runs here only': {evidence: {...onlyPings, answers: [coredns('node-2', 'silent')]}},
		'no pings come back either': {
			evidence: {...onlyPings, overlayPings: [onOverlay(one, 'silent'), onOverlay(three, 'silent')]},
		},
		'one peer answers': {
			evidence: {...onlyPings, overlay: [onOverlay(one, 'answered'), onOverlay(three, 'silent')]},
		},
		'offload is off': {evidence: {...onlyPings, features: featuresOf(false)}},
		'hardware that is known for it': {evidence: {...onlyPings, drivers: new Map([['eth0', 'vmxnet3']])}},
		'a kernel that is known for it': {
			evidence: {...onlyPings, kernel: {release: '5.4.0-84-generic', architecture: 'x86_64'}},
		},
		'damaged segments come in': {evidence: {...onlyPings, errors: {tcp: 5, udp: 0}}},
	},
	fails: {
		'neither kubelet nor CoreDNS answers': {
			evidence: onlyPings,
			findings: [{message: 'onlyPings', subject: ofDevice, text: 'left to the driver ixgbe of eth0'}],
		},
		'a card without a driver to see': {
			evidence: {...onlyPings, drivers: new Map()},
			findings: [{message: 'onlyPings', subject: ofDevice, text: 'left to the network card'}],
		},
	},
});
