import {test} from 'vitest';
import check from '../../../checks/host/local-address.ts';
import {testCheck} from '../../../src/testing.ts';
import {addressOf, downLink, eth0, links, routeOf} from '../flannel-builders.ts';

const local = (destination: string, dev: string) =>
	routeOf(destination, {type: 'local', table: 'local', dev});
const ofLoopback = [local('127.0.0.0/8', 'lo'), local('127.0.0.1/32', 'lo')];
const addresses = [addressOf('eth0', '10.0.0.2/24'), addressOf('flannel.1', '10.42.1.0/32')];
const routes = [...ofLoopback, local('10.0.0.2/32', 'eth0'), local('10.42.1.0/32', 'flannel.1')];

testCheck(test, check, {
	passes: {
		'a route for each': {evidence: {routes, addresses, links}},
		'an interface that is down, which has none': {
			evidence: {routes: ofLoopback, addresses: [addressOf('eth0', '10.0.0.2/24')], links: [downLink(eth0)]},
		},
		'an interface in a VRF': {
			evidence: {
				routes: [
					...ofLoopback,
					local('10.42.1.0/32', 'flannel.1'),
					{...local('10.0.0.2/32', 'eth0'), table: '10'},
				],
				addresses,
				links,
			},
		},
		'a virtual address that is just being set up': {
			evidence: {
				routes,
				addresses: [...addresses, addressOf('eth1', '10.0.0.200/32')],
				links: [...links, {...eth0, name: 'eth1'}],
			},
		},
		'a table that was not shown': {evidence: {routes: [], addresses, links}},
	},
	fails: {
		'the address of the node': {
			evidence: {
				routes: [...ofLoopback, local('10.42.1.0/32', 'flannel.1'), routeOf('10.0.0.0/24', {dev: 'eth0'})],
				addresses,
				links,
			},
			findings: [
				{message: 'missing', subject: {kind: 'Endpoint', name: '10.0.0.2'}, text: 'eth0 has 10.0.0.2'},
			],
		},
		'the address of the tunnel': {
			evidence: {routes: [...ofLoopback, local('10.0.0.2/32', 'eth0')], addresses, links},
			findings: [
				{
					message: 'missing',
					subject: {kind: 'Endpoint', name: '10.42.1.0'},
					text: 'flannel.1 has 10.42.1.0, but the table local has no route for it',
				},
			],
		},
	},
});
