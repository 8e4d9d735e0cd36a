import {test} from 'vitest';
import check from '../../../checks/flannel/bridge.ts';
import {testCheck} from '../../../src/testing.ts';
import {addressOf, bridge, gateway, isDown, links, port, routesOf} from './bridge-builders.ts';
import {onFlannel as environment} from './environment.ts';

const cni0 = {kind: 'Interface', name: 'cni0'} as const;
const addresses = [gateway];
const routes = routesOf({dst: '10.42.1.0/24', dev: 'cni0', flags: []});
const detached = port('vethbb190965', {master: undefined});

const bridged = (name: string, changes: object = {}) =>
	port(name, {
		linkinfo: {
			info_kind: 'veth',
			info_slave_kind: 'bridge',
			info_slave_data: {
				...{state: 'forwarding', learning: true, flood: true, isolated: false, locked: false},
				...changes,
			},
		},
	});

testCheck(test, check, {
	passes: {
		'one isolated port, a new one of spanning tree, and one that answers for what it has learned': {
			evidence: {
				links: links(
					bridge(),
					bridged('veth00000001', {isolated: true}),
					bridged('veth00000002', {state: 'listening'}),
					bridged('veth00000003', {learning: false}),
				),
				addresses,
				routes,
			},
			environment,
		},
		'a bridge with its pods': {
			evidence: {links: links(bridge(), port('vethbb190965')), addresses, routes},
			environment,
		},
		'a node without pods': {evidence: {links: links(), addresses: [], routes: []}, environment},
		'a bridge whose pods are gone': {
			evidence: {
				links: links(bridge({flags: ['BROADCAST', 'MULTICAST', 'UP'], operstate: 'DOWN'})),
				addresses,
				routes,
			},
			environment,
		},
		'a bridge without pods that is down': {
			evidence: {links: links(bridge(isDown)), addresses, routes},
			environment,
		},
		'a pair that the plugin ptp made': {
			evidence: {
				links: links(bridge(), detached),
				addresses: [...addresses, addressOf('vethbb190965', '192.168.7.1/32')],
				routes,
			},
			environment,
		},
		'a pair with a route of its own': {
			evidence: {
				links: links(bridge(), detached),
				addresses,
				routes: [...routes, ...routesOf({dst: '192.168.7.9', dev: 'vethbb190965', flags: []})],
			},
			environment,
		},
		'pods of Docker and Podman': {
			evidence: {
				links: links(
					bridge(),
					port('veth1a2b3c4', {master: undefined}),
					port('veth0', {master: 'podman0'}),
					port('vethbb190965', {master: 'br-lan'}),
				),
				addresses,
				routes,
			},
			environment,
		},
		'a pair within this namespace': {
			evidence: {links: links(bridge(), {...detached, link_netnsid: undefined}), addresses, routes},
			environment,
		},
	},
	fails: {
		'its ports are isolated': {
			evidence: {
				links: links(
					bridge(),
					bridged('vethbb190965', {isolated: true}),
					bridged('veth7ac0e1b5', {isolated: true}),
				),
				addresses,
				routes,
			},
			environment,
			findings: [{message: 'isolated', subject: cni0, text: '2 ports of cni0'}],
		},
		'a port is closed, locked, or nobody is learned behind it': {
			evidence: {
				links: links(
					bridge(),
					bridged('veth00000001', {state: 'disabled'}),
					bridged('veth00000002', {locked: true}),
					bridged('veth00000003', {learning: false, flood: false}),
				),
				addresses,
				routes,
			},
			environment,
			findings: [
				{message: 'portClosed', subject: {kind: 'Interface', name: 'veth00000001'}, text: 'state disabled'},
				{message: 'portClosed', subject: {kind: 'Interface', name: 'veth00000002'}, text: 'locked'},
				{message: 'portClosed', subject: {kind: 'Interface', name: 'veth00000003'}, text: 'neither learns'},
			],
		},
		'somebody deleted the bridge': {
			evidence: {links: links(detached), addresses: [], routes: []},
			environment,
			findings: [{message: 'missing', subject: cni0, text: '1 pod'}],
		},
		'it was made anew, without the older pods': {
			evidence: {links: links(bridge(), port('veth7ac0e1b5'), detached), addresses, routes},
			environment,
			findings: [{message: 'detached', subject: cni0, text: 'vethbb190965'}],
		},
		'ARP was switched off on it': {
			evidence: {
				links: links(bridge({flags: ['BROADCAST', 'NOARP', 'UP', 'LOWER_UP']}), port('vethbb190965')),
				addresses,
				routes,
			},
			environment,
			findings: [{message: 'noArp', subject: cni0}],
		},
		'somebody set it down': {
			evidence: {links: links(bridge(isDown), port('vethbb190965')), addresses, routes},
			environment,
			findings: [{message: 'down', subject: cni0}],
		},
		'one pod was set down': {
			evidence: {links: links(bridge(), port('vethbb190965', isDown)), addresses, routes},
			environment,
			findings: [{message: 'portDown', subject: {kind: 'Interface', name: 'vethbb190965'}}],
		},
	},
});
