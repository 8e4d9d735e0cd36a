import {test} from 'vitest';
import check from '../../../checks/calico/bgp-kernel-routes.ts';
import type {BirdRoute} from '../../../src/parsers/bird-routes.ts';
import {now, routesOf} from '../builders.ts';
import {
	bgpNode,
	birdStatus,
	birdWith,
	kernelProtocol,
	learnedRoute,
	session,
	testCheck,
} from './bgp-builders.ts';

const birds = [birdWith([session('10.0.0.12'), session('10.0.0.13')])];
const answer = (forKernel: readonly BirdRoute[], preferred = forKernel, status = birdStatus()) => [
	{family: 'ipv4', status, value: {preferred, forKernel}} as const,
];
const routeTo = (dst: string, gateway: string, more: object = {}) => ({
	dst,
	gateway,
	dev: 'eth0',
	protocol: 'bird',
	flags: [],
	...more,
});
const learned = answer([
	learnedRoute('10.42.2.0/26', '10.0.0.12'),
	learnedRoute('10.42.3.0/26', '10.0.0.13'),
]);
const own = {type: 'blackhole', dst: '10.42.1.0/26', protocol: '80', flags: []};
const well = routesOf(own, routeTo('10.42.2.0/26', '10.0.0.12'), routeTo('10.42.3.0/26', '10.0.0.13'));
const nodes = [bgpNode('node-2', '10.0.0.12'), bgpNode('node-3', '10.0.0.13')];
const bySomebody = {protocol: 'static'};

testCheck(test, check, {
	passes: {
		'the kernel has what BIRD learned': {evidence: {birds, learned, routes: well}},
		'routes of a VXLAN pool, which BIRD leaves to Felix': {
			evidence: {
				birds,
				learned: answer([], [learnedRoute('10.42.2.0/26', '10.0.0.12')]),
				routes: routesOf(own),
			},
		},
		'a static route that leads to the same place': {
			evidence: {
				birds,
				learned,
				routes: routesOf(
					routeTo('10.42.2.0/26', '10.0.0.12', bySomebody),
					routeTo('10.42.3.0/26', '10.0.0.13'),
				),
			},
		},
		'a foreign route that loses by its metric': {
			evidence: {
				birds,
				learned,
				routes: [...well, ...routesOf(routeTo('10.42.2.0/26', '10.0.0.1', {...bySomebody, metric: 200}))],
			},
		},
		'a route that has just been learned': {
			evidence: {
				birds,
				learned: answer([learnedRoute('10.42.4.0/26', '10.0.0.12', {since: now - 3000})]),
				routes: well,
			},
		},
		'BIRD has restarted and waits for its neighbours': {
			evidence: {
				birds: [birdWith([session('10.0.0.12')], {kernel: [kernelProtocol('wait')]})],
				learned: answer([], [], birdStatus({isRecovering: true})),
				routes: routesOf(own),
			},
		},
		'a BIRD for IPv6 without neighbours': {
			evidence: {birds: [...birds, birdWith([], {family: 'ipv6', kernel: []})], learned, routes: well},
		},
		'the route of BIRD changes to another of its neighbours at this moment': {
			evidence: {
				birds,
				learned,
				routes: routesOf(own, routeTo('10.42.2.0/26', '10.0.0.13'), routeTo('10.42.3.0/26', '10.0.0.13')),
			},
		},
		'IP-in-IP: BIRD hands the route to the tunnel': {
			evidence: {
				birds,
				learned,
				routes: routesOf(
					own,
					routeTo('10.42.2.0/26', '10.0.0.12', {dev: 'tunl0', flags: ['onlink']}),
					routeTo('10.42.3.0/26', '10.0.0.13', {dev: 'tunl0', flags: ['onlink']}),
				),
			},
		},
		'ECMP by two routers': {
			evidence: {
				birds: [birdWith([session('10.0.0.1', {peering: 'global', neighbourAs: 65_001})])],
				learned: answer([
					learnedRoute('172.16.0.0/16', '10.0.0.1', {
						protocol: 'Global_10_0_0_1',
						nexthops: [
							{gateway: '10.0.0.1', dev: 'eth0'},
							{gateway: '10.0.0.2', dev: 'eth0'},
						],
					}),
				]),
				routes: routesOf({
					dst: '172.16.0.0/16',
					protocol: 'bird',
					flags: [],
					nexthops: [
						{gateway: '10.0.0.1', dev: 'eth0', weight: 1, flags: []},
						{gateway: '10.0.0.2', dev: 'eth0', weight: 1, flags: []},
					],
				}),
			},
		},
	},
	fails: {
		'a route of its own over another card, by which nobody is reached any more': {
			evidence: {
				birds,
				learned,
				routes: routesOf(
					own,
					routeTo('10.42.2.0/26', '192.0.2.12', {dev: 'eth1'}),
					routeTo('10.42.3.0/26', '10.0.0.13'),
				),
				nodes,
			},
			findings: [
				{
					message: 'stale',
					subject: {kind: 'Route', name: '10.42.2.0/26'},
					text: 'BIRD entered formerly and has not replaced: 10.42.2.0/26 via 192.0.2.12 dev eth1; now it would send them via 10.0.0.12 on eth0',
				},
			],
		},
		'a static route is in the way': {
			evidence: {
				birds,
				learned,
				routes: routesOf(
					routeTo('10.42.2.0/26', '10.0.0.1', bySomebody),
					routeTo('10.42.3.0/26', '10.0.0.13'),
				),
				nodes,
			},
			findings: [
				{
					message: 'inTheWay',
					subject: {kind: 'Route', name: '10.42.2.0/26'},
					text: 'Packets to 10.42.2.0/26, pods of node-2 (10.0.0.12), do not go where BIRD would send them, via 10.0.0.12 on eth0, but by a route of somebody else: 10.42.2.0/26 via 10.0.0.1 dev eth0',
				},
			],
		},
		'a blackhole of an old block is in the way': {
			evidence: {
				birds,
				learned,
				routes: routesOf(
					{type: 'blackhole', dst: '10.42.3.0/26', protocol: 'boot', flags: []},
					routeTo('10.42.2.0/26', '10.0.0.12'),
				),
			},
			findings: [
				{
					message: 'inTheWay',
					subject: {kind: 'Route', name: '10.42.3.0/26'},
					text: 'blackhole 10.42.3.0/26',
				},
			],
		},
		'the kernel has none of them': {
			evidence: {birds, learned, routes: routesOf(own), nodes},
			findings: [{message: 'missing', subject: {kind: 'Node', name: 'node-2'}, text: 'no such route'}],
		},
		'a next hop that nobody knows': {
			evidence: {
				birds,
				learned: answer([learnedRoute('10.42.2.0/26', '10.0.0.12', {type: 'unreachable', nexthops: []})]),
				routes: routesOf({type: 'unreachable', dst: '10.42.2.0/26', protocol: 'bird', flags: []}),
			},
			findings: [{message: 'unresolved', subject: {kind: 'Route', name: '10.42.2.0/26'}}],
		},
		'somebody has disabled the protocol that enters them': {
			evidence: {
				birds: [birdWith([session('10.0.0.12')], {kernel: [kernelProtocol('down')]})],
				learned: answer([]),
				routes: well,
			},
			findings: [{message: 'disabled', subject: {kind: 'Node', name: 'node-2'}, text: 'kernel1 is down'}],
		},
	},
});
