import {test} from 'vitest';
import check from '../../../checks/interface/uplink-down.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {linksOf, routesOf} from '../builders.ts';
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

const silent = {routes: [], reached: [], targets: [], isSingle: false};
const storage = addressOf('eth1', '192.168.50.2/24');
const withStorage = {
	...silent,
	devices: linksOf(link('eth0', withoutCarrier), link('eth1', up)),
	addresses: [...addresses, storage],
};
const twoUplinks = linksOf(
	link('dummy0', ['BROADCAST', 'NOARP', 'UP', 'LOWER_UP'], {linkinfo: {info_kind: 'dummy'}}),
	link('eth0', up),
	link('eth1', withoutCarrier),
);
const unplugged = addressOf('eth1', '192.168.99.2/24');

testCheck(test, check, {
	passes: {
		'it is up': {evidence: {...silent, devices: linksOf(link('eth0', up)), addresses}, environment},
		'another network is off': {
			evidence: {
				...silent,
				devices: linksOf(link('eth0', up), link('eth1', down)),
				addresses: [...addresses, addressOf('eth1', '192.168.50.2/24')],
			},
			environment,
		},
		'the bridge of Docker has no containers': {
			evidence: {
				...silent,
				devices: linksOf(link('eth0', up), link('docker0', withoutCarrier)),
				addresses: [...addresses, addressOf('docker0', '172.17.0.1/16')],
			},
			environment,
		},
		'the address is on lo, and interfaces have none': {
			evidence: {
				...silent,
				devices: linksOf(link('lo', ['LOOPBACK', 'UP', 'LOWER_UP']), link('eth0', up), link('eth1', down)),
				addresses: [addressOf('lo', '10.0.0.2/32'), addressOf('eth1', '192.168.99.2/24')],
			},
			environment,
		},
		'the address is on a dummy, and a second card has no cable': {
			evidence: {
				...silent,
				devices: twoUplinks,
				addresses: [addressOf('dummy0', '10.0.0.2/32'), unplugged],
			},
			environment,
		},
		'a route leads out by an interface without an address': {
			evidence: {
				...silent,
				devices: twoUplinks,
				addresses: [unplugged],
				routes: routesOf({dst: 'default', gateway: 'fe80::1', dev: 'eth0', flags: []}),
			},
			environment,
		},
		'several lead out, by equal cost': {
			evidence: {
				...silent,
				devices: twoUplinks,
				addresses: [unplugged],
				routes: routesOf({dst: '10.0.0.0/24', flags: [], nexthops: [{dev: 'eth0', weight: 1, flags: []}]}),
			},
			environment,
		},
		'a second interface is in the network of the nodes': {
			evidence: {...withStorage, targets: ['192.168.50.3']},
			environment,
		},
		'nobody knows where the other nodes are': {evidence: withStorage, environment},
		'the network of the nodes has an interface more': {
			evidence: {...withStorage, targets: ['10.0.0.3', '192.168.50.3']},
			environment,
		},
		'a gateway of the second network may lead to the nodes': {
			evidence: {
				...withStorage,
				targets: ['10.0.0.3'],
				routes: routesOf({dst: 'default', gateway: '192.168.50.254', dev: 'eth1', flags: []}),
			},
			environment,
		},
		'another node answers': {
			evidence: {...silent, devices: linksOf(link('eth0', down)), addresses, reached: ['10.0.0.3']},
			environment,
		},
		'no interface has an address, which is another finding': {
			evidence: {...silent, devices: linksOf(link('eth0', down)), addresses: [router]},
			environment,
		},
	},
	fails: {
		'it is down': {
			evidence: {
				...silent,
				devices: linksOf(link('eth0', down), link('cilium_host', up)),
				addresses: [...addresses, router],
				routes: routesOf({dst: '10.42.0.0/24', gateway: '10.42.1.219', dev: 'cilium_host', flags: []}),
			},
			environment,
			findings: [
				{message: 'down', subject: {kind: 'Interface', name: 'eth0'}, text: 'eth0, which has 10.0.0.2, is'},
			],
		},
		'no carrier, its routes stay, and a bridge of guests is up': {
			evidence: {
				...silent,
				devices: linksOf(link('eth0', withoutCarrier), link('virbr0', up)),
				addresses: [...addresses, addressOf('virbr0', '192.168.122.1/24')],
				routes: routesOf({dst: 'default', gateway: '10.0.0.254', dev: 'eth0', flags: ['linkdown']}),
			},
			environment,
			findings: [{message: 'noCarrier', subject: {kind: 'Interface', name: 'eth0'}}],
		},
		'only a network for storage is left': {
			evidence: {...withStorage, targets: ['10.0.0.3', '10.0.0.1']},
			environment,
			findings: [{message: 'noCarrier', subject: {kind: 'Interface', name: 'eth0'}}],
		},
		'a dummy has the address of the DNS cache alone': {
			evidence: {
				...silent,
				devices: linksOf(
					link('eth0', withoutCarrier),
					link('nodelocaldns', ['BROADCAST', 'NOARP', 'UP', 'LOWER_UP'], {linkinfo: {info_kind: 'dummy'}}),
				),
				addresses: [...addresses, addressOf('nodelocaldns', '10.43.0.10/32')],
			},
			environment,
			findings: [{message: 'noCarrier', subject: {kind: 'Interface', name: 'eth0'}}],
		},
		'the only node of a cluster is unplugged': {
			evidence: {...silent, devices: linksOf(link('eth0', withoutCarrier)), addresses, isSingle: true},
			environment,
			findings: [
				{message: 'single', subject: {kind: 'Interface', name: 'eth0'}, text: 'the only one of its cluster'},
			],
		},
	},
});
