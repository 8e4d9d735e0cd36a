import {test} from 'vitest';
import check from '../../../checks/multus/attached-master.ts';
import type {Environment} from '../../../src/core/environment.ts';
import type {PodNetwork} from '../../../src/derive/pod-network.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {linksOf, sandbox} from '../builders.ts';
import {withMultus} from './builders.ts';

const environment: Partial<Environment> = {...withMultus, role: told('agent')};
const up = ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'];
const noCarrier = {flags: ['NO-CARRIER', 'BROADCAST', 'MULTICAST', 'UP'], operstate: 'DOWN'};
const device = (ifname: string, ifindex: number, changes: object = {}) => ({
	...{ifname, ifindex, flags: up, mtu: 1500, operstate: 'UP', link_type: 'ether'},
	...changes,
});
const veth = (ifname: string, ifindex: number, link_index: number) =>
	device(ifname, ifindex, {link_index, link_netnsid: 0, linkinfo: {info_kind: 'veth'}});
const second = (info_kind: string, link_index: number, link_netnsid = 0) =>
	device('net1', 3, {link_index, link_netnsid, linkinfo: {info_kind, info_data: {mode: 'bridge'}}});
const camera = (...further: readonly object[]): PodNetwork => ({
	sandbox: sandbox('camera-6d5b8f7c9d-15f3c', {namespace: 'shop'}),
	promised: ['10.42.1.9'],
	links: linksOf(veth('eth0', 2, 7), ...further),
	addresses: [],
	routes: [],
});
const down = {flags: ['BROADCAST', 'MULTICAST'], operstate: 'DOWN'};
const of = (pod: PodNetwork, ...further: readonly object[]) => ({
	pods: [pod],
	links: linksOf(device('eth0', 2), veth('cali303246de781', 7, 2), ...further),
});
const subject = {kind: 'Interface', name: 'eth1'} as const;

testCheck(test, check, {
	passes: {
		'a master that is up': {
			environment,
			evidence: of(camera(second('macvlan', 4)), device('eth1', 4)),
		},
		'an interface that is down, which no pod builds on': {
			environment,
			evidence: of(camera(), device('eth1', 4, down)),
		},
		'the same number in another namespace': {
			environment,
			evidence: of(camera(second('macvlan', 4, 1)), device('eth1', 4, down)),
		},
		'a pod whose other end is not on this node': {
			environment,
			evidence: {
				...of(camera(second('macvlan', 4))),
				links: linksOf(veth('cali1', 7, 9), device('eth1', 4, down)),
			},
		},
	},
	fails: {
		'a master that is down': {
			environment,
			evidence: of(camera(second('macvlan', 4)), device('eth1', 4, down)),
			findings: [{message: 'down', subject}],
		},
		'a master whose cable is pulled': {
			environment,
			evidence: of(camera(second('ipvlan', 4)), device('eth1', 4, noCarrier)),
			findings: [{message: 'down', subject}],
		},
		'a bond whose ports are all dead': {
			environment,
			evidence: of(
				camera(second('macvlan', 5)),
				device('eth1', 4, {...noCarrier, master: 'bond0'}),
				device('bond0', 5, {...noCarrier, linkinfo: {info_kind: 'bond', info_data: {mode: 'active-backup'}}}),
			),
			findings: [{message: 'down', subject: {kind: 'Interface', name: 'bond0'}}],
		},
	},
});
