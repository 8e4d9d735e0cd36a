import {test} from 'vitest';
import check from '../../../checks/interface/uplink-down.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {linksOf} from '../builders.ts';
import {addressOf} from '../flannel/bridge-builders.ts';

const environment = {cni: told('cilium' as const)};
const link = (ifname: string, flags: readonly string[], changes: object = {}) => ({
	ifindex: 2,
	ifname,
	flags,
	mtu: 1500,
	operstate: flags.includes('LOWER_UP') ? 'UP' : 'DOWN',
	link_type: 'ether',
	address: '02:00:00:00:00:02',
	...changes,
});
const up = ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'];
const down = ['BROADCAST', 'MULTICAST'];
const withoutCarrier = ['NO-CARRIER', 'BROADCAST', 'MULTICAST', 'UP'];
const addresses = [addressOf('eth0', '10.0.0.2/24')];
const router = addressOf('cilium_host', '10.42.1.219/32');

testCheck(test, check, {
	passes: {
		'it is up': {evidence: {devices: linksOf(link('eth0', up)), addresses}, environment},
		'another network is off': {
			evidence: {
				devices: linksOf(link('eth0', up), link('eth1', down)),
				addresses: [...addresses, addressOf('eth1', '192.168.50.2/24')],
			},
			environment,
		},
		'the bridge of Docker has no containers': {
			evidence: {
				devices: linksOf(link('eth0', up), link('docker0', withoutCarrier)),
				addresses: [...addresses, addressOf('docker0', '172.17.0.1/16')],
			},
			environment,
		},
		'the address is on lo, and interfaces have none': {
			evidence: {
				devices: linksOf(link('lo', ['LOOPBACK', 'UP', 'LOWER_UP']), link('eth0', up), link('eth1', down)),
				addresses: [addressOf('lo', '10.0.0.2/32'), addressOf('eth1', '169.254.7.1/16')],
			},
			environment,
		},
		'no interface has an address, which is another finding': {
			evidence: {devices: linksOf(link('eth0', down)), addresses: [router]},
			environment,
		},
	},
	fails: {
		'it is down': {
			evidence: {
				devices: linksOf(link('eth0', down), link('cilium_host', up)),
				addresses: [...addresses, router],
			},
			environment,
			findings: [
				{message: 'down', subject: {kind: 'Interface', name: 'eth0'}, text: 'eth0, which has 10.0.0.2, is'},
			],
		},
		'no carrier, and a bridge of guests is up': {
			evidence: {
				devices: linksOf(link('eth0', withoutCarrier), link('virbr0', up)),
				addresses: [...addresses, addressOf('virbr0', '192.168.122.1/24')],
			},
			environment,
			findings: [{message: 'noCarrier', subject: {kind: 'Interface', name: 'eth0'}}],
		},
	},
});
