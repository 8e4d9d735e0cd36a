import {test} from 'vitest';
import defaultRoute from '../../../checks/host/default-route.ts';
import routerAdvertisement from '../../../checks/host/ipv6-router-advertisement.ts';
import type {InterfaceAddress} from '../../../src/parsers/ip-address.ts';
import {parseIpRoute} from '../../../src/parsers/ip-route.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {routesOf} from '../builders.ts';
import {routeObjects, routes, ruleObjects, rules, rulesOf, sysctls} from './evidence.ts';

const withoutDefault = routeObjects.filter(({dst}) => dst !== 'default');
const route = {kind: 'Route', name: 'default'} as const;
const leaseLost = (device: string) => ({
	...{device, program: 'systemd-networkd', time: '17:35'},
	message: `${device}: DHCP lease lost`,
});

const advertised = {
	dst: 'default',
	gateway: 'fe80::1',
	dev: 'eth0',
	protocol: 'ra',
	metric: 1024,
	flags: [],
	pref: 'medium',
};
const ipv6Routes = (...objects: readonly object[]) => [...parseIpRoute(JSON.stringify(objects), 'ipv6')];
testCheck(test, defaultRoute, {
	passes: {
		'by DHCP': {evidence: {routes, rules}},
		'through a dummy interface, as for air-gapped nodes': {
			evidence: {
				routes: routesOf(...withoutDefault, {
					dst: 'default',
					gateway: '203.0.113.255',
					dev: 'dummy0',
					metric: 1000,
					flags: [],
				}),
				rules,
			},
		},
		'through a tunnel of a VPN': {
			evidence: {routes: routesOf(...withoutDefault, {dst: 'default', dev: 'wg0', flags: []}), rules},
		},
		'one by the interface of a pod that is not preferred': {
			evidence: {
				routes: routesOf(...routeObjects, {dst: 'default', dev: 'cali77670c2d84f', metric: 1002, flags: []}),
				rules,
			},
		},
		'in two halves, as VPNs do': {
			evidence: {
				routes: routesOf(
					...withoutDefault,
					{dst: '0.0.0.0/1', dev: 'tun0', flags: []},
					{dst: '128.0.0.0/1', dev: 'tun0', flags: []},
				),
				rules,
			},
		},
		'in a table of its own': {
			evidence: {
				routes: routesOf(...withoutDefault, {
					dst: 'default',
					gateway: '10.0.0.254',
					dev: 'eth0',
					table: '100',
					flags: [],
				}),
				rules: rulesOf(...ruleObjects, {priority: 100, src: 'all', table: '100'}),
			},
		},
		'a VPN that has put the rule for the table main first, and that asks again behind it': {
			evidence: {
				routes,
				rules: rulesOf(...ruleObjects, {priority: 100, src: 'all', table: 'main', suppress_prefixlen: 0}),
			},
		},
		'routes by hand for the services': {
			evidence: {
				routes: routesOf(...withoutDefault, {
					dst: '10.43.0.0/16',
					dev: 'eth0',
					scope: 'link',
					protocol: 'static',
					flags: [],
				}),
				rules,
			},
		},
		'routes by hand for the whole site': {
			evidence: {
				routes: routesOf(...withoutDefault, {
					dst: '10.0.0.0/8',
					gateway: '10.0.0.254',
					dev: 'eth0',
					protocol: 'static',
					flags: [],
				}),
				rules,
			},
		},
		'an IPv6 default route, while nobody knows the families': {
			evidence: {routes: [...routesOf(...withoutDefault), ...ipv6Routes(advertised)], rules},
			environment: {families: {signals: []}},
		},
		'an IPv6 cluster': {
			evidence: {routes: routesOf(...withoutDefault), rules},
			environment: {families: told(['ipv6'])},
		},
	},
	fails: {
		'a VPN has left its rule, and taken away that of the kernel': {
			evidence: {
				routes,
				rules: rulesOf(...ruleObjects.filter(({table}) => table !== 'main'), {
					priority: 100,
					src: 'all',
					table: 'main',
					suppress_prefixlen: 0,
				}),
			},
			findings: [
				{
					message: 'ruledOut',
					subject: {kind: 'RoutingRule', name: 'from all lookup main'},
					text: 'no routing rule leads to it',
				},
			],
		},
		'one by the interface of a pod, before that of the uplink': {
			evidence: {
				routes: routesOf(
					...withoutDefault,
					{dst: 'default', dev: 'cali77670c2d84f', scope: 'link', flags: []},
					{dst: 'default', gateway: '10.0.0.254', dev: 'eth0', metric: 1024, flags: []},
				),
				rules,
			},
			findings: [
				{
					message: 'astray',
					subject: {kind: 'Route', name: 'default dev cali77670c2d84f'},
					text: 'leads to cali77670c2d84f',
				},
			],
		},
		none: {
			evidence: {routes: routesOf(...withoutDefault), rules},
			findings: [{message: 'missing', subject: route}],
		},
		'none since the lease ended, and later that of an interface by which no other node is reached': {
			evidence: {routes: routesOf(...withoutDefault), rules, losses: [leaseLost('eth0'), leaseLost('eth1')]},
			findings: [{message: 'missing', subject: route, text: 'said at 17:35: "eth0: DHCP lease lost"'}],
		},
		'none, and nobody knows the families because RKE2 never started': {
			evidence: {routes: routesOf(...withoutDefault), rules},
			environment: {families: {signals: []}},
			findings: [{message: 'missing', subject: route}],
		},
		'one that refuses': {
			evidence: {
				routes: routesOf(...withoutDefault, {
					type: 'unreachable',
					dst: 'default',
					dev: 'lo',
					metric: 4_294_967_295,
					flags: [],
				}),
				rules,
			},
			findings: [{message: 'missing', subject: route}],
		},
	},
});

const settings = (forwarding: number, acceptRouterAdvertisements: number) => ({
	...sysctls(),
	ipv6: {
		all: {forwarding: 1, acceptRouterAdvertisements: 1},
		devices: new Map([['eth0', {forwarding, acceptRouterAdvertisements}]]),
	},
});
const dualStack = {families: told(['ipv4', 'ipv6'] as const)};

const none: readonly InterfaceAddress[] = [];
const byHand: readonly InterfaceAddress[] = [
	{link: 'eth0', family: 'ipv6', address: '2001:db8::2', prefixLength: 64, scope: 'global', flags: []},
];
const fromNetwork = byHand.map(address => ({...address, flags: ['dynamic' as const]}));

testCheck(test, routerAdvertisement, {
	passes: {
		'none, in a network without routers': {
			evidence: {routes: ipv6Routes(), addresses: byHand, sysctls: settings(1, 1)},
			environment: dualStack,
		},
		'none by a second card, in a network without a way out': {
			evidence: {
				routes: [
					...ipv6Routes(),
					...routesOf({dst: 'default', gateway: '192.0.2.1', dev: 'eth1', flags: []}),
				],
				addresses: fromNetwork,
				sysctls: settings(1, 1),
			},
			environment: dualStack,
		},
		'none, and systemd-networkd listens': {
			evidence: {routes: ipv6Routes(), addresses: fromNetwork, sysctls: settings(1, 0)},
			environment: dualStack,
		},
		'always listening': {
			evidence: {routes: ipv6Routes(advertised), addresses: none, sysctls: settings(1, 2)},
			environment: dualStack,
		},
		'NetworkManager or systemd-networkd listens': {
			evidence: {routes: ipv6Routes(advertised), addresses: none, sysctls: settings(1, 0)},
			environment: dualStack,
		},
		'an interface that does not forward': {
			evidence: {routes: ipv6Routes(advertised), addresses: none, sysctls: settings(0, 1)},
			environment: dualStack,
		},
		'a static route': {
			evidence: {
				routes: ipv6Routes({...advertised, protocol: 'static'}),
				addresses: none,
				sysctls: settings(1, 1),
			},
			environment: dualStack,
		},
		'a static route besides': {
			evidence: {
				routes: ipv6Routes(advertised, {...advertised, protocol: 'static', metric: 2048}),
				addresses: none,
				sysctls: settings(1, 1),
			},
			environment: dualStack,
		},
	},
	fails: {
		'gone, with an address from the network': {
			evidence: {routes: ipv6Routes(), addresses: fromNetwork, sysctls: settings(1, 1)},
			environment: dualStack,
			findings: [{message: 'lost', subject: {kind: 'Interface', name: 'eth0'}, text: '2001:db8::2'}],
		},
		'advertised, and nobody listens any more': {
			evidence: {routes: ipv6Routes(advertised), addresses: none, sysctls: settings(1, 1)},
			environment: dualStack,
			findings: [{message: 'expires', subject: {kind: 'Interface', name: 'eth0'}}],
		},
	},
});
