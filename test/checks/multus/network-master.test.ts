import {test} from 'vitest';
import check from '../../../checks/multus/network-master.ts';
import {testCheck} from '../../../src/testing.ts';
import {linksOf, routesOf} from '../builders.ts';
import {attachedPod, networksOf, withMultus} from './builders.ts';

const environment = withMultus;
const subject = {kind: 'NetworkAttachmentDefinition', namespace: 'default', name: 'lan'} as const;
const link = (ifname: string, ifindex: number, changes: object = {}) => ({
	ifindex,
	ifname,
	flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
	mtu: 1500,
	operstate: 'UP',
	link_type: 'ether',
	address: `02:00:00:00:00:0${ifindex}`,
	...changes,
});
const down = {flags: ['BROADCAST', 'MULTICAST'], operstate: 'DOWN'};
const noCarrier = {flags: ['NO-CARRIER', 'BROADCAST', 'MULTICAST', 'UP'], operstate: 'DOWN'};
const routes = routesOf({dst: 'default', gateway: '10.0.0.1', dev: 'eth0', flags: []});
const of = (config: object, ...links: readonly object[]) => ({
	networks: {isDefined: true, networks: networksOf({lan: {cniVersion: '0.3.1', ipam: {}, ...config}})},
	pods: [attachedPod('lan')],
	links: linksOf(link('eth0', 2), ...links),
	routes,
});

testCheck(test, check, {
	passes: {
		'a bond of which one port is dead': {
			environment,
			evidence: of(
				{type: 'macvlan', master: 'bond0'},
				link('bond0', 3, {linkinfo: {info_kind: 'bond', info_data: {mode: '802.3ad'}}}),
				link('eth1', 4, {master: 'bond0'}),
				link('eth2', 5, {...noCarrier, master: 'bond0'}),
			),
		},
		'a master in a VRF': {
			environment,
			evidence: of(
				{type: 'macvlan', master: 'eth1'},
				link('vrf-blue', 3, {linkinfo: {info_kind: 'vrf', info_data: {table: 100}}}),
				link('eth1', 4, {master: 'vrf-blue'}),
			),
		},
		'a master that is up': {environment, evidence: of({type: 'macvlan', master: 'eth1'}, link('eth1', 3))},
		'a missing master that nobody here asks for': {
			environment,
			evidence: {...of({type: 'macvlan', master: 'eth7'}), pods: []},
		},
		'no master, but a default route': {environment, evidence: of({type: 'macvlan'})},
		'a bridge, which the plugin makes': {environment, evidence: of({type: 'bridge', bridge: 'br7'})},
		'an interface in the pod': {
			environment,
			evidence: of({type: 'macvlan', master: 'net1', linkInContainer: true}),
		},
		'a device that is in the pod by now': {environment, evidence: of({type: 'host-device', device: 'eth7'})},
		'a smaller MTU': {environment, evidence: of({type: 'macvlan', master: 'eth0', mtu: 1400})},
		'a larger MTU of a bridge': {environment, evidence: of({type: 'bridge', mtu: 9000})},
	},
	fails: {
		'loopback carries no macvlan': {
			environment,
			evidence: of(
				{type: 'macvlan', master: 'lo'},
				link('lo', 1, {flags: ['LOOPBACK', 'UP', 'LOWER_UP'], mtu: 65536, link_type: 'loopback'}),
			),
			findings: [{message: 'unusable', subject, text: 'lo, which is the loopback interface'}],
		},
		'nor does a tunnel without Ethernet': {
			environment,
			evidence: of(
				{type: 'macvlan', master: 'wg0'},
				link('wg0', 3, {
					flags: ['POINTOPOINT', 'NOARP', 'UP', 'LOWER_UP'],
					linkinfo: {info_kind: 'wireguard'},
				}),
			),
			findings: [{message: 'unusable', subject, text: 'a tunnel of the kind wireguard'}],
		},
		'a VLAN whose parent is down': {
			environment,
			evidence: of(
				{type: 'macvlan', master: 'eth1.50'},
				link('eth1', 3, down),
				link('eth1.50', 4, {...noCarrier, link: 'eth1', linkinfo: {info_kind: 'vlan', info_data: {id: 50}}}),
			),
			findings: [{message: 'down', subject, text: 'eth1.50 is without carrier, since eth1 below it is'}],
		},
		'a bond with dead ports': {
			environment,
			evidence: of(
				{type: 'ipvlan', master: 'bond0'},
				link('bond0', 3, {...noCarrier, linkinfo: {info_kind: 'bond', info_data: {mode: '802.3ad'}}}),
				link('eth1', 4, {...noCarrier, master: 'bond0'}),
				link('eth2', 5, {...noCarrier, master: 'bond0'}),
			),
			findings: [{message: 'down', subject, text: 'since eth1 and eth2 below it are'}],
		},
		'a port of a bond': {
			environment,
			evidence: of(
				{type: 'macvlan', master: 'eth1'},
				link('bond0', 3, {linkinfo: {info_kind: 'bond', info_data: {mode: '802.3ad'}}}),
				link('eth1', 4, {master: 'bond0'}),
			),
			findings: [{message: 'port', subject, text: 'eth1, which is a port of bond0 and can carry no macvlan'}],
		},
		'a master that is not here': {
			environment,
			evidence: of({type: 'macvlan', master: 'eth7'}),
			findings: [{message: 'missing', subject, text: 'no interface eth7'}],
		},
		'a master of a chain': {
			environment,
			evidence: of({plugins: [{type: 'ipvlan', master: 'eth7', ipam: {}}, {type: 'tuning'}]}),
			findings: [{message: 'missing', subject}],
		},
		'no master and no default route': {
			environment,
			evidence: {...of({type: 'macvlan'}), routes: []},
			findings: [{message: 'noDefaultRoute', subject}],
		},
		'an MTU that the master does not have': {
			environment,
			evidence: of({type: 'macvlan', master: 'eth0', mtu: 9000}),
			findings: [{message: 'tooSmall', subject, text: 'asks for MTU 9000, but eth0 has 1500'}],
		},
		'a master that is down': {
			environment,
			evidence: of({type: 'macvlan', master: 'eth1'}, link('eth1', 3, down)),
			findings: [{message: 'down', subject, text: 'eth1 is down'}],
		},
		'a master without a cable': {
			environment,
			evidence: of({type: 'vlan', master: 'eth1', vlanId: 7}, link('eth1', 3, noCarrier)),
			findings: [{message: 'down', subject, text: 'eth1 is without carrier'}],
		},
	},
});
