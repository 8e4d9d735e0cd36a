import {test} from 'vitest';
import check from '../../../checks/overlay/route-mtu.ts';
import {testCheck} from '../../../src/testing.ts';
import {routesOf} from '../builders.ts';
import {peerOf} from '../flannel-builders.ts';
import {links, routeObjects, rules} from '../host/evidence.ts';

const plan = {peers: [peerOf(1), peerOf(3)], source: 'api'} as const;
/** The routes of this node, of which one has an MTU. */
const judged = (destination: string, mtu: number, ...more: readonly object[]) => ({
	evidence: {
		...{rules, links, plan},
		routes: routesOf(
			...routeObjects.map(route => (route.dst === destination ? {...route, metrics: [{mtu}]} : route)),
			...more,
		),
	},
});

testCheck(test, check, {
	passes: {
		'none has an MTU': judged('none', 0),
		'the default route has one, which no packet of the cluster takes': judged('default', 1400),
		'one as large as the device': judged('10.42.0.0/24', 1450),
		'a network that carries jumbo frames': judged('10.0.0.0/24', 9000),
	},
	fails: {
		'a route to pods': {
			...judged('10.42.0.0/24', 900),
			findings: [
				{
					message: 'pods',
					subject: {kind: 'Route', name: '10.42.0.0/24'},
					text: 'has an MTU of 900, but flannel.1 carries 1450',
				},
			],
		},
		'the network of the nodes': {
			...judged('10.0.0.0/24', 1400),
			findings: [
				{
					message: 'datagrams',
					subject: {kind: 'Route', name: '10.0.0.0/24'},
					text: 'datagrams of flannel.1 have up to 1500 bytes',
				},
			],
		},
		'one node': {
			...judged('none', 0, {dst: '10.0.0.3', dev: 'eth0', metrics: [{mtu: 1300}], flags: []}),
			findings: [
				{
					message: 'datagrams',
					subject: {kind: 'Route', name: '10.0.0.3/32'},
					text: 'The route to node-3 (10.0.0.3/32) has an MTU of 1300',
				},
			],
		},
	},
});
