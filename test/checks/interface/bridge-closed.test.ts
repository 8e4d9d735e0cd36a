import {test} from 'vitest';
import check from '../../../checks/interface/bridge-closed.ts';
import {parseBridgeVlans} from '../../../src/parsers/bridge-vlan.ts';
import {testCheck} from '../../../src/testing.ts';
import {routesOf} from '../builders.ts';
import {eth0, linkOf, onOverlay, onUnderlay, peerOf} from '../flannel-builders.ts';
import {rules} from '../host/evidence.ts';

const [one, three] = [peerOf(1), peerOf(3)];
const subject = {kind: 'Interface', name: 'br0'} as const;
const bridge = (filtersVlans = false) => linkOf('br0', {kind: 'bridge', index: 40, bridge: {filtersVlans}});
const port = (state = 'forwarding') => ({...eth0, master: 'br0', port: {state}});
const guest = linkOf('tap0', {kind: 'tun', index: 41, master: 'br0', port: {state: 'forwarding'}});
const vlansOf = (ofPort: readonly object[], ofBridge: readonly object[]) =>
	parseBridgeVlans(
		JSON.stringify([
			{ifname: 'eth0', vlans: ofPort},
			{ifname: 'br0', vlans: ofBridge},
		]),
	);
const native = (vlan: number) => ({vlan, flags: ['PVID', 'Egress Untagged']});
const given = (devices: readonly ReturnType<typeof linkOf>[], changes: object = {}) => ({
	evidence: {
		devices,
		routes: routesOf({dst: '10.0.0.0/24', dev: 'br0', protocol: 'kernel', flags: []}),
		rules,
		vlans: vlansOf([], []),
		underlay: [onUnderlay(one, 'silent'), onUnderlay(three, 'silent')],
		overlay: [onOverlay(one, 'silent'), onOverlay(three, 'silent')],
		underlayPings: [onUnderlay(one, 'silent'), onUnderlay(three, 'silent')],
		...changes,
	},
});

testCheck(test, check, {
	passes: {
		'nobody answers, by an interface of the hardware': given([eth0], {
			routes: routesOf({dst: '10.0.0.0/24', dev: 'eth0', protocol: 'kernel', flags: []}),
		}),
		'nobody answers, but the port forwards': given([bridge(), port(), guest]),
		'a port that learns, as after a start': given([bridge(), port('learning')]),
		'one of two ports is blocked, as spanning tree has it': given([
			bridge(),
			port('blocking'),
			{...linkOf('eth1', {index: 42}), master: 'br0', port: {state: 'forwarding'}},
		]),
		'the port is blocked, and the others answer all the same': given([bridge(), port('blocking')], {
			underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'answered')],
			overlay: [],
			underlayPings: [],
		}),
		'guests only, one of which is the router': given([bridge(), guest]),
		'the VLAN of the bridge is on the port': given([bridge(true), port()], {
			vlans: vlansOf([native(1), {vlan: 10, vlanEnd: 20}], [native(1)]),
		}),
		'a VLAN upon the bridge, which port and bridge carry': given(
			[bridge(true), port(), linkOf('br0.15', {kind: 'vlan', index: 43, lower: 'br0', vlan: {id: 15}})],
			{
				routes: routesOf({dst: '10.0.0.0/24', dev: 'br0.15', protocol: 'kernel', flags: []}),
				vlans: vlansOf([native(1), {vlan: 10, vlanEnd: 20}], [native(1), {vlan: 15}]),
			},
		),
	},
	fails: {
		'spanning tree has blocked the only port': {
			...given([bridge(), port('blocking'), guest]),
			findings: [
				{message: 'blocked', subject, text: 'eth0, by which the bridge br0 leads there, is in the state'},
			],
		},
		'no port': {
			...given([bridge(), eth0]),
			findings: [{message: 'noPort', subject, text: 'has no port with a carrier'}],
		},
		'the port does not carry the VLAN of the bridge': {
			...given([bridge(true), port()], {vlans: vlansOf([native(20)], [native(1)])}),
			findings: [{message: 'vlan', subject, text: 'eth0 does not carry VLAN 1'}],
		},
		'a VLAN upon the bridge was taken off the port': {
			...given(
				[bridge(true), port(), linkOf('br0.15', {kind: 'vlan', index: 43, lower: 'br0', vlan: {id: 15}})],
				{
					routes: routesOf({dst: '10.0.0.0/24', dev: 'br0.15', protocol: 'kernel', flags: []}),
					vlans: vlansOf([native(1)], [native(1), {vlan: 15}]),
				},
			),
			findings: [{message: 'vlan', subject, text: 'eth0 does not carry VLAN 15'}],
		},
	},
});
