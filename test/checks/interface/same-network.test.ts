import {test} from 'vitest';
import check from '../../../checks/interface/same-network.ts';
import {testCheck} from '../../../src/testing.ts';
import {linksOf, routesOf} from '../builders.ts';
import {onOverlay, onUnderlay, peerOf} from '../flannel-builders.ts';
import {addressesOf, device, fdbOf, routeObjects, ruleObjects, rules, rulesOf} from '../host/evidence.ts';

const [one, three] = [peerOf(1), peerOf(3)];
const tunnel = (local: string, lower: string) =>
	device('flannel.1', 3, {
		mtu: 1450,
		linkinfo: {info_kind: 'vxlan', info_data: {id: 1, local, link: lower, port: 8472, learning: false}},
	});
const first = {
	dst: '10.0.0.0/24',
	dev: 'eth0',
	protocol: 'kernel',
	scope: 'link',
	prefsrc: '10.0.0.2',
	flags: [],
};
const second = {...first, dev: 'eth1', prefsrc: '10.0.0.22'};
const silent = {
	links: linksOf(device('lo', 1), device('eth0', 2), tunnel('10.0.0.22', 'eth1'), device('eth1', 5)),
	addresses: addressesOf(['eth0', '10.0.0.2', 24], ['eth1', '10.0.0.22', 24], ['flannel.1', '10.42.1.0', 32]),
	routes: routesOf(...routeObjects, second),
	rules,
	fdb: fdbOf('flannel.1', '10.0.0.1', '10.0.0.3'),
	underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'answered')],
	overlay: [onOverlay(one, 'silent'), onOverlay(three, 'silent')],
	underlayPings: [],
	overlayPings: [],
	reached: [],
};

const cutOff = {
	...silent,
	underlay: [onUnderlay(one, 'silent'), onUnderlay(three, 'silent')],
	underlayPings: [onUnderlay(one, 'silent'), onUnderlay(three, 'silent')],
};

testCheck(test, check, {
	passes: {
		'nobody answers, and the tunnel goes by the interface that the route takes': {
			evidence: {
				...cutOff,
				links: linksOf(device('lo', 1), device('eth0', 2), tunnel('10.0.0.2', 'eth0'), device('eth1', 5)),
			},
		},
		'the only other node is down': {
			evidence: {
				...cutOff,
				underlay: [onUnderlay(one, 'silent')],
				overlay: [onOverlay(one, 'silent')],
				underlayPings: [onUnderlay(one, 'silent')],
			},
		},
		'two nodes are down, and a server of that network answers': {
			evidence: {...cutOff, reached: ['10.0.0.9']},
		},
		'one node is down, the others answer through the tunnel': {
			evidence: {
				...cutOff,
				underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'silent')],
				overlay: [onOverlay(one, 'answered'), onOverlay(three, 'silent')],
			},
		},
		'the tunnel answers nevertheless': {
			evidence: {...silent, overlay: [onOverlay(one, 'answered'), onOverlay(three, 'answered')]},
		},
		'the tunnel goes by the interface that the route takes': {
			evidence: {
				...silent,
				links: linksOf(device('lo', 1), device('eth0', 2), tunnel('10.0.0.2', 'eth0'), device('eth1', 5)),
			},
		},
		'each address has a table of its own': {
			evidence: {
				...silent,
				routes: routesOf(...routeObjects, second, {...second, table: '100'}),
				rules: rulesOf(...ruleObjects, {priority: 100, src: '10.0.0.22', table: '100'}),
			},
		},
		'the second interface is in another network': {
			evidence: {
				...silent,
				addresses: addressesOf(['eth0', '10.0.0.2', 24], ['eth1', '10.0.9.22', 24]),
				links: linksOf(device('lo', 1), device('eth0', 2), tunnel('10.0.9.22', 'eth1'), device('eth1', 5)),
			},
		},
		'the second is the bond of the first': {
			evidence: {
				...silent,
				links: linksOf(
					device('lo', 1),
					device('eth0', 2, {master: 'bond0'}),
					tunnel('10.0.0.22', 'eth1'),
					device('eth1', 5),
				),
			},
		},
	},
	fails: {
		'packets of the node itself leave by the other cable too': {
			evidence: cutOff,
			findings: [
				{
					message: 'shared',
					subject: {kind: 'Interface', name: 'eth1, eth0'},
					text: 'its packets to 10.0.0.1 and 10.0.0.3 leave by eth0, and nothing comes back',
				},
			],
		},
		'a server cut off, which reaches itself': {
			evidence: {...cutOff, reached: ['10.0.0.2']},
			findings: [{message: 'shared', subject: {kind: 'Interface', name: 'eth1, eth0'}}],
		},
		'two cables into one network': {
			evidence: silent,
			findings: [
				{
					message: 'shared',
					subject: {kind: 'Interface', name: 'eth1, eth0'},
					text: 'eth1 (10.0.0.22) and eth0 are both in 10.0.0.0/24',
				},
			],
		},
	},
});
