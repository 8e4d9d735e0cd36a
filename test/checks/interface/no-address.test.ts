import {test} from 'vitest';
import check from '../../../checks/interface/no-address.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {routesOf} from '../builders.ts';
import {addressOf, eth0, flannel1, linkOf} from '../flannel-builders.ts';

const lo = linkOf('lo', {index: 1});
const docker = linkOf('docker0', {kind: 'bridge', index: 50});
const devices = [lo, eth0, flannel1, docker];
const ofCluster = [addressOf('flannel.1', '10.42.2.0/32'), addressOf('docker0', '172.17.0.1/16')];
const known = {routes: [], targets: ['10.0.0.3']};
const unknown = {routes: [], targets: []};
const eth1 = linkOf('eth1', {index: 3});
const storage = addressOf('eth1', '192.168.50.2/24');
const withStorage = {devices: [...devices, eth1], addresses: [...ofCluster, storage]};
const subject = {kind: 'Interface', name: 'eth0'} as const;

testCheck(test, check, {
	passes: {
		'by DHCP': {evidence: {...known, devices, addresses: [...ofCluster, addressOf('eth0', '10.0.0.2/24')]}},
		'on a bridge of the machine': {
			evidence: {
				...known,
				devices: [...devices, linkOf('br0', {kind: 'bridge', index: 51})],
				addresses: [...ofCluster, addressOf('br0', '10.0.0.2/24')],
			},
		},
		'on lo, announced by a routing daemon': {
			evidence: {...known, devices, addresses: [...ofCluster, addressOf('lo', '10.9.9.2/32')]},
		},
		'on a VPN': {
			evidence: {
				...known,
				devices: [...devices, linkOf('wg0', {kind: 'wireguard', index: 52})],
				addresses: [...ofCluster, addressOf('wg0', '10.9.9.2/24')],
			},
		},
		'on another interface, in the network of the nodes': {
			evidence: {...withStorage, routes: [], targets: ['192.168.50.3']},
		},
		'on another interface, and nobody knows where the nodes are': {evidence: {...withStorage, ...unknown}},
		'on another interface, by which the default route leads': {
			evidence: {
				...withStorage,
				...known,
				routes: routesOf({dst: 'default', gateway: '192.168.50.254', dev: 'eth1', flags: []}),
			},
		},
		'a cluster of IPv6': {
			evidence: {...known, devices, addresses: ofCluster},
			environment: {families: told(['ipv6'])},
		},
		'nobody knows the families, and there is IPv6': {
			evidence: {...known, devices, addresses: [...ofCluster, addressOf('eth0', '2001:db8::2/64')]},
			environment: {families: {signals: []}},
		},
	},
	fails: {
		'a lease that ended': {
			evidence: {...known, devices, addresses: ofCluster},
			findings: [{message: 'none', subject, text: 'eth0 has a carrier and got none'}],
		},
		'only a link-local address': {
			evidence: {...known, devices, addresses: [...ofCluster, addressOf('eth0', '169.254.7.7/16')]},
			findings: [{message: 'none', subject}],
		},
		'an address only in a network for storage': {
			evidence: {...withStorage, ...known},
			findings: [
				{message: 'none', subject, text: 'but in a network where no other node is (eth1 192.168.50.2): eth0'},
			],
		},
		'a bond whose lease ended, not one of its ports': {
			evidence: {
				...known,
				devices: [
					lo,
					{...eth0, master: 'bond0'},
					linkOf('bond0', {kind: 'bond', index: 3}),
					flannel1,
					docker,
				],
				addresses: ofCluster,
			},
			findings: [{message: 'none', subject: {kind: 'Interface', name: 'bond0'}}],
		},
		'a cable that was pulled beside a container of Docker': {
			evidence: {
				...known,
				devices: [
					lo,
					{...eth0, hasCarrier: false},
					docker,
					linkOf('veth12ab34c', {kind: 'veth', master: 'docker0', index: 53}),
				],
				addresses: ofCluster,
			},
			findings: [{message: 'noCarrier', subject, text: 'none has a carrier (eth0)'}],
		},
		'a cable that was pulled': {
			evidence: {...known, devices: [lo, {...eth0, hasCarrier: false}, flannel1], addresses: ofCluster},
			findings: [{message: 'noCarrier', subject, text: 'none has a carrier (eth0)'}],
		},
	},
});
