import {test} from 'vitest';
import check from '../../../checks/overlay/vxlan-source.ts';
import {testCheck} from '../../../src/testing.ts';
import {
	addresses,
	addressOf,
	dualStack,
	eth0,
	flannel1,
	flannelV6,
	linkOf,
	links,
	ofDevice,
} from '../flannel-builders.ts';

const bridge = linkOf('br0', {kind: 'bridge'});

testCheck(test, check, {
	passes: {
		'a healthy node': {evidence: {links, addresses}},
		'the address is the second one of its interface': {
			evidence: {links, addresses: [addressOf('eth0', '10.0.0.77/24'), ...addresses]},
		},
		'the address is also on lo, for load balancing': {
			evidence: {links, addresses: [addressOf('lo', '10.0.0.2/32'), ...addresses]},
		},
		'IPv6 in another spelling': {
			evidence: {links: [...links, flannelV6], addresses: [...addresses, addressOf('eth0', 'fd00:0::2/64')]},
			environment: dualStack,
		},
		'no device, which is another finding': {evidence: {links: [eth0], addresses}},
	},
	fails: {
		'DHCP gave another address': {
			evidence: {links, addresses: [addressOf('eth0', '10.0.0.9/24')]},
			findings: [{message: 'gone', subject: ofDevice, text: 'sends from 10.0.0.2'}],
		},
		'the interface became a port of a bridge': {
			evidence: {
				links: [bridge, {...eth0, master: 'br0'}, flannel1],
				addresses: [addressOf('br0', '10.0.0.2/24')],
			},
			findings: [
				{message: 'elsewhere', subject: ofDevice, text: 'by eth0, but its source address 10.0.0.2 is on br0'},
			],
		},
	},
});
