import {test} from 'vitest';
import check from '../../../checks/interface/no-address.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {addressOf, eth0, flannel1, linkOf} from '../flannel-builders.ts';

const lo = linkOf('lo', {index: 1});
const docker = linkOf('docker0', {kind: 'bridge', index: 50});
const devices = [lo, eth0, flannel1, docker];
const ofCluster = [addressOf('flannel.1', '10.42.2.0/32'), addressOf('docker0', '172.17.0.1/16')];
const subject = {kind: 'Interface', name: 'eth0'} as const;

testCheck(test, check, {
	passes: {
		'by DHCP': {evidence: {devices, addresses: [...ofCluster, addressOf('eth0', '10.0.0.2/24')]}},
		'on a bridge of the machine': {
			evidence: {
				devices: [...devices, linkOf('br0', {kind: 'bridge', index: 51})],
				addresses: [...ofCluster, addressOf('br0', '10.0.0.2/24')],
			},
		},
		'on lo, announced by a routing daemon': {
			evidence: {devices, addresses: [...ofCluster, addressOf('lo', '10.9.9.2/32')]},
		},
		'on a VPN': {
			evidence: {
				devices: [...devices, linkOf('wg0', {kind: 'wireguard', index: 52})],
				addresses: [...ofCluster, addressOf('wg0', '10.9.9.2/24')],
			},
		},
		'a cluster of IPv6': {
			evidence: {devices, addresses: ofCluster},
			environment: {families: told(['ipv6'])},
		},
		'nobody knows the families, and there is IPv6': {
			evidence: {devices, addresses: [...ofCluster, addressOf('eth0', '2001:db8::2/64')]},
			environment: {families: {signals: []}},
		},
	},
	fails: {
		'a lease that ended': {
			evidence: {devices, addresses: ofCluster},
			findings: [{message: 'none', subject, text: 'eth0 has a carrier and got none'}],
		},
		'only a link-local address': {
			evidence: {devices, addresses: [...ofCluster, addressOf('eth0', '169.254.7.7/16')]},
			findings: [{message: 'none', subject}],
		},
		'a cable that was pulled': {
			evidence: {devices: [lo, {...eth0, hasCarrier: false}, flannel1], addresses: ofCluster},
			findings: [{message: 'noCarrier', subject, text: 'none has a carrier (eth0)'}],
		},
	},
});
