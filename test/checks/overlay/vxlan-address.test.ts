import {test} from 'vitest';
import check from '../../../checks/overlay/vxlan-address.ts';
import {testCheck} from '../../../src/testing.ts';
import {
	addresses,
	addressOf,
	downLink,
	dualStack,
	eth0,
	flannel1,
	flannelV6,
	links,
	ofDevice,
} from '../flannel-builders.ts';

const pods = {cidrs: ['10.42.2.0/24'], source: 'Node'} as const;
const bothPods = {cidrs: ['10.42.2.0/24', '2001:cafe:42:2::/64'], source: 'Node'} as const;
const without = addresses.filter(({link}) => link !== 'flannel.1');

testCheck(test, check, {
	passes: {
		'a healthy node': {evidence: {links, addresses, pods}},
		'both families, with link-local addresses': {
			evidence: {
				links: [...links, flannelV6],
				addresses: [
					...addresses,
					addressOf('flannel.1', 'fe80::1/64', {scope: 'link'}),
					addressOf('flannel-v6.1', '2001:cafe:42:2::/128'),
					addressOf('flannel-v6.1', 'fe80::2/64', {scope: 'link'}),
				],
				pods: bothPods,
			},
			environment: dualStack,
		},
		'blackhole routes of the range before and of this one': {
			evidence: {
				links,
				addresses,
				pods: {cidrs: ['10.42.9.0/24', '10.42.2.0/24'], source: 'blackhole routes'},
			},
		},
		'the device is down, which is another finding': {
			evidence: {links: [eth0, downLink(flannel1)], addresses: without, pods},
		},
		'no device, which is another finding': {evidence: {links: [eth0], addresses: without, pods}},
		'no pod CIDR of that family': {
			evidence: {links, addresses: without, pods: {cidrs: ['2001:cafe:42:2::/64'], source: 'Node'}},
		},
	},
	fails: {
		'NetworkManager took the address away': {
			evidence: {links, addresses: without, pods},
			findings: [{message: 'missing', subject: ofDevice, text: '10.42.2.0/32'}],
		},
		'the Node was made anew with another pod CIDR': {
			evidence: {links, addresses, pods: {cidrs: ['10.42.5.0/24'], source: 'Node'}},
			findings: [
				{
					message: 'wrong',
					subject: ofDevice,
					text: 'has the address 10.42.2.0/32, but the pod CIDR of this node is 10.42.5.0/24',
				},
			],
		},
		'a prefix that routes the own pods into the tunnel': {
			evidence: {links, addresses: [...without, addressOf('flannel.1', '10.42.2.0/24')], pods},
			findings: [{message: 'wrong', subject: ofDevice, text: '10.42.2.0/24'}],
		},
		'a DHCP client added one': {
			evidence: {
				links,
				addresses: [...addresses, addressOf('flannel.1', '169.254.7.9/16', {scope: 'link'})],
				pods,
			},
			findings: [{message: 'additional', subject: ofDevice, text: '169.254.7.9/16'}],
		},
	},
});
