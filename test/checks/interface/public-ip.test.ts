import {test} from 'vitest';
import check from '../../../checks/interface/public-ip.ts';
import {testCheck} from '../../../src/testing.ts';
import {
	addresses,
	addressOf,
	dualStack,
	dualStackNode,
	flannelAnnotations,
	flannelNode,
	flannelV6,
	links,
} from '../flannel-builders.ts';

const announces = (changes: Readonly<Record<string, string>>) =>
	flannelNode(2, {annotations: flannelAnnotations(2, changes)});

testCheck(test, check, {
	passes: {
		'a healthy node': {evidence: {links, addresses, node: flannelNode(2)}},
		'an address of another interface': {
			evidence: {
				links,
				addresses: [...addresses, addressOf('eth1', '192.168.50.2/24')],
				node: announces({'public-ip': '192.168.50.2'}),
			},
		},
		'behind NAT, which the user told flannel': {
			evidence: {
				links,
				addresses,
				node: announces({'public-ip': '203.0.113.2', 'public-ip-overwrite': '203.0.113.2'}),
			},
		},
		'nothing announced yet': {evidence: {links, addresses, node: flannelNode(2, {annotations: {}})}},
		'another backend': {
			evidence: {
				links,
				addresses,
				node: announces({'backend-type': 'host-gw', 'public-ip': '10.0.0.99'}),
			},
		},
		'IPv6 in another spelling': {
			evidence: {
				links: [...links, flannelV6],
				addresses: [...addresses, addressOf('eth0', 'fd00:0:0::2/64')],
				node: dualStackNode(2),
			},
			environment: dualStack,
		},
	},
	fails: {
		'DHCP gave another address': {
			evidence: {links, addresses: [addressOf('eth0', '10.0.0.9/24')], node: flannelNode(2)},
			findings: [{message: 'gone', subject: {kind: 'Node', name: 'node-2'}, text: 'Peers send to 10.0.0.2'}],
		},
		'only that of the second family': {
			evidence: {links: [...links, flannelV6], addresses, node: dualStackNode(2)},
			environment: dualStack,
			findings: [{message: 'gone', subject: {kind: 'Node', name: 'node-2'}, text: 'fd00::2'}],
		},
	},
});
