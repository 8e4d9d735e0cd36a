import {test} from 'vitest';
import check from '../../../checks/flannel/bridge-address.ts';
import {testCheck} from '../../../src/testing.ts';
import {addressOf, bridge, gateway, links, port} from './bridge-builders.ts';
import {onFlannel as environment} from './environment.ts';

const subject = {kind: 'Interface', name: 'cni0'} as const;
const ranges = {cidrs: ['10.42.1.0/24'], source: 'Node'} as const;
const used = links(bridge(), port('vethbb190965'));
const stray = addressOf('cni0', '192.168.7.1/24');

testCheck(test, check, {
	passes: {
		'the first address': {evidence: {links: used, addresses: [gateway], ranges}, environment},
		'another one behind it, which the plugin does not mind': {
			evidence: {links: used, addresses: [gateway, stray], ranges},
			environment,
		},
		'no bridge': {evidence: {links: [], addresses: [], ranges}, environment},
		'a bridge without pods and without an address': {
			evidence: {links: links(bridge()), addresses: [], ranges},
			environment,
		},
		'a link-local address of IPv6': {
			evidence: {
				links: used,
				addresses: [addressOf('cni0', 'fe80::1/64', {scope: 'link'}), gateway],
				ranges,
			},
			environment,
		},
		'IPv6 only': {
			evidence: {links: used, addresses: [], ranges: {cidrs: ['2001:cafe:42:1::/64'], source: 'Node'}},
			environment,
		},
	},
	fails: {
		'the pod CIDR of before': {
			evidence: {links: used, addresses: [addressOf('cni0', '10.42.9.1/24')], ranges},
			environment,
			findings: [{message: 'wrong', subject, text: '10.42.9.1/24 instead of 10.42.1.1/24'}],
		},
		'a DHCP client was first': {
			evidence: {links: used, addresses: [stray, gateway], ranges},
			environment,
			findings: [{message: 'foreign', subject, text: '192.168.7.1/24 before its own'}],
		},
		'a network service took it away': {
			evidence: {links: used, addresses: [], ranges},
			environment,
			findings: [{message: 'none', subject, text: '10.42.1.1/24'}],
		},
	},
});
