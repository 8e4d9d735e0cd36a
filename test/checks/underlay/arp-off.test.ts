import {test} from 'vitest';
import check from '../../../checks/underlay/arp-off.ts';
import {testCheck} from '../../../src/testing.ts';
import {linksOf} from '../builders.ts';
import {onOverlay, onUnderlay, ownRoutes, peerOf, routeOf} from '../flannel-builders.ts';
import {device, flannel, rules} from '../host/evidence.ts';

const [one, three] = [peerOf(1), peerOf(3)];
const withUplink = (more: object) =>
	linksOf(device('lo', 1), device('eth0', 2, {address: '02:00:00:00:00:02', ...more}), flannel);
const noArp = ['BROADCAST', 'NOARP', 'UP', 'LOWER_UP'];
const cutOff = {
	plan: {peers: [one, three], source: 'api'} as const,
	links: withUplink({flags: noArp}),
	routes: [...ownRoutes, routeOf('0.0.0.0/0', {gateway: '10.0.0.254', dev: 'eth0'})],
	rules,
	underlay: [onUnderlay(one, 'silent'), onUnderlay(three, 'silent')],
	overlay: [onOverlay(one, 'silent'), onOverlay(three, 'silent')],
	underlayPings: [onUnderlay(one, 'silent'), onUnderlay(three, 'silent')],
};

testCheck(test, check, {
	passes: {
		'nobody answers an interface that asks': {evidence: {...cutOff, links: withUplink({})}},
		'nodes with neighbours entered by hand answer': {
			evidence: {
				...cutOff,
				underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'silent')],
				underlayPings: [onUnderlay(three, 'silent')],
			},
		},
		'a tunnel between the nodes, which knows no MAC': {
			evidence: {...cutOff, links: withUplink({flags: noArp, linkinfo: {info_kind: 'gre'}})},
		},
		'another interface without ARP': {
			evidence: {
				...cutOff,
				links: linksOf(
					device('eth0', 2, {address: '02:00:00:00:00:02'}),
					device('eth1', 5, {address: '02:00:00:00:00:05', flags: noArp}),
				),
			},
		},
	},
	fails: {
		'ARP was switched off on the uplink': {
			evidence: cutOff,
			findings: [
				{
					message: 'off',
					subject: {kind: 'Interface', name: 'eth0'},
					text: 'eth0 has the flag NOARP: this node asks nobody there for a MAC and tells nobody its own, and node-1 and node-3 do not answer',
				},
			],
		},
	},
});
