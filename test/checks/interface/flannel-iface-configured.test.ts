import {test} from 'vitest';
import check from '../../../checks/interface/flannel-iface-configured.ts';
import {testCheck} from '../../../src/testing.ts';
import {addresses, addressOf, flanneld, linkOf, links, ownRoutes} from '../flannel-builders.ts';

const configured = (flannel: Readonly<Record<string, string>>, name = 'rke2-canal') => ({
	charts: [],
	configs: [
		{
			kind: 'HelmChartConfig',
			name,
			namespace: 'kube-system',
			values: {ok: true, value: {flannel}},
			duplicates: [],
		} as const,
	],
});
const base = {links, addresses, routes: [...ownRoutes], process: flanneld()};
const twoNics = {
	...base,
	links: [...links, linkOf('eth1', {index: 3})],
	addresses: [...addresses, addressOf('eth1', '192.168.50.2/24')],
};
const subject = {kind: 'HelmChartConfig', namespace: 'kube-system', name: 'rke2-canal'} as const;

testCheck(test, check, {
	passes: {
		'nobody chose': {evidence: {...base, helm: {charts: [], configs: []}}},
		'the interface in use': {evidence: {...base, helm: configured({iface: 'eth0'})}},
		'a pattern of the interface in use': {
			evidence: {...twoNics, helm: configured({regexIface: 'eth0|ens.*'})},
		},
		'the address of the interface in use': {evidence: {...twoNics, helm: configured({iface: '10.0.0.2'})}},
		'values of another chart': {evidence: {...base, helm: configured({iface: 'eth9'}, 'rke2-flannel')}},
		'a name that is missing, with a pattern that matches': {
			evidence: {...base, helm: configured({iface: 'bond0', regexIface: 'eth.*'})},
		},
		'what flannel was started with is judged by itself': {
			evidence: {...base, process: flanneld({interfaces: ['eth9']}), helm: configured({iface: 'eth9'})},
		},
	},
	fails: {
		'an interface that this node does not have': {
			evidence: {...base, helm: configured({iface: 'ens192'})},
			findings: [{message: 'absent', subject, text: 'to use ens192, but no interface of this node matches'}],
		},
		'a pattern that matches nothing': {
			evidence: {...base, helm: configured({regexIface: '^ens'})},
			findings: [{message: 'absent', subject, text: '^ens'}],
		},
		'an interface that has no address, while flannel still runs': {
			evidence: {...twoNics, addresses, helm: configured({iface: 'eth1'})},
			findings: [
				{
					message: 'addressless',
					subject,
					text: 'to use eth1, which has no IPv4 address: flannel cannot start here the next time',
				},
			],
		},
		'a pattern whose first match has no address': {
			evidence: {...base, helm: configured({regexIface: '^lo'})},
			findings: [{message: 'absent', subject, text: '^lo'}],
		},
		'another interface, and flannel was not started again': {
			evidence: {...twoNics, helm: configured({iface: 'eth1'})},
			findings: [{message: 'pending', subject, text: 'to use eth1, but flannel.1 sends by eth0'}],
		},
	},
});
