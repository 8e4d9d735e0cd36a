import {test} from 'vitest';
import check from '../../../checks/flannel/hairpin.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {linksOf} from '../builders.ts';

const bridge = (...flags: readonly string[]) => ({
	ifindex: 1,
	ifname: 'cni0',
	flags: ['BROADCAST', 'UP', 'LOWER_UP', ...flags],
	mtu: 1450,
	operstate: 'UP',
	linkinfo: {info_kind: 'bridge', info_data: {}},
});
const port = (ifname: string, hairpin?: boolean) => ({
	ifindex: 2,
	ifname,
	flags: ['BROADCAST', 'UP', 'LOWER_UP'],
	mtu: 1450,
	operstate: 'UP',
	master: 'cni0',
	linkinfo: {
		info_kind: 'veth',
		info_slave_kind: 'bridge',
		info_slave_data: {state: 'forwarding', ...(hairpin !== undefined && {hairpin})},
	},
});

testCheck(test, check, {
	environment: {cni: told('flannel')},
	passes: {
		'as the chart has it': {evidence: {links: linksOf(bridge(), port('veth01234567', true))}},
		'an ip that does not tell': {evidence: {links: linksOf(bridge(), port('veth01234567'))}},
		'a second leg of a pod, by the plugin bridge': {
			evidence: {
				links: linksOf(
					bridge(),
					{...port('veth01234567', true), link_netnsid: 1, link_index: 2},
					{...port('veth89abcdef', false), link_netnsid: 1, link_index: 3},
				),
			},
		},
		'a promiscuous bridge': {evidence: {links: linksOf(bridge('PROMISC'), port('veth01234567', false))}},
		'no bridge, as with another CNI before': {evidence: {links: linksOf()}},
	},
	fails: {
		'both legs of a pod, of which services lead to the first': {
			evidence: {
				links: linksOf(
					bridge(),
					{...port('veth01234567', false), link_netnsid: 1, link_index: 2},
					{...port('veth89abcdef', false), link_netnsid: 1, link_index: 3},
				),
			},
			findings: [
				{
					message: 'off',
					subject: {kind: 'Interface', name: 'cni0'},
					text: 'the port veth01234567 of the bridge',
				},
			],
		},
		'two of three pods': {
			evidence: {
				links: linksOf(
					bridge(),
					port('veth01234567', true),
					port('veth89abcdef', false),
					port('veth11111111', false),
				),
			},
			findings: [
				{
					message: 'off',
					subject: {kind: 'Interface', name: 'cni0'},
					text: '2 pods do not reach themselves by their own service on this node: the ports veth89abcdef, veth11111111 of the bridge cni0 are not in hairpin mode',
				},
			],
		},
	},
});
