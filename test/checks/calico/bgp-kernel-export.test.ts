import {test} from 'vitest';
import check from '../../../checks/calico/bgp-kernel-export.ts';
import type {BirdRoute} from '../../../src/parsers/bird-routes.ts';
import {now, routesOf} from '../builders.ts';
import {birdStatus, birdWith, kernelProtocol, learnedRoute, session, testCheck} from './bgp-builders.ts';

const ranges = {pods: ['10.42.0.0/16'], services: ['10.43.0.0/16'], dns: [], domain: 'cluster.local'};
const closed = [birdWith([session('10.0.0.12')], {kernel: [kernelProtocol('up', true)]})];
const learning = (...preferred: readonly BirdRoute[]) => [
	{family: 'ipv4', status: birdStatus(), value: {preferred, forKernel: []}} as const,
];
const learned = learning(learnedRoute('10.42.2.0/26', '10.0.0.12'));
const own = {type: 'blackhole', dst: '10.42.1.0/26', protocol: '80', flags: []};
const routes = routesOf({dst: 'default', gateway: '10.0.0.254', dev: 'eth0', flags: []}, own);
const routeTo = (dst: string, gateway: string, dev: string, protocol: string) =>
	routesOf({dst, gateway, dev, protocol, flags: []});
const node = {kind: 'Node', name: 'node-2'} as const;

testCheck(test, check, {
	passes: {
		'BIRD enters what it learned': {
			evidence: {
				birds: [birdWith([session('10.0.0.12')])],
				learned,
				ranges,
				routes: [...routes, ...routeTo('10.42.2.0/26', '10.0.0.12', 'eth0', 'bird')],
			},
		},
		'BIRD only announces to a router, whose route it does not want, and Felix enters those of VXLAN': {
			evidence: {
				birds: [
					birdWith([session('10.0.0.1', {peering: 'global', neighbourAs: 65_001})], {
						kernel: [kernelProtocol('up', true)],
					}),
				],
				learned: learning(learnedRoute('172.16.0.0/16', '10.0.0.1', {protocol: 'Global_10_0_0_1'})),
				ranges,
				routes: [...routes, ...routeTo('10.42.2.0/26', '10.42.2.1', 'vxlan.calico', '80')],
			},
		},
		'the mesh is on beside VXLAN, and Felix enters the blocks': {
			evidence: {
				birds: closed,
				learned,
				ranges,
				routes: [...routes, ...routeTo('10.42.2.0/26', '10.42.2.1', 'vxlan.calico', '80')],
			},
		},
		'a route of the site leads to all pods': {
			evidence: {
				birds: closed,
				learned,
				ranges,
				routes: [...routes, ...routeTo('10.42.0.0/16', '10.0.0.254', 'eth0', 'static')],
			},
		},
		'a route that has just been learned': {
			evidence: {
				birds: closed,
				learned: learning(learnedRoute('10.42.2.0/26', '10.0.0.12', {since: now - 3000})),
				ranges,
				routes,
			},
		},
		'BIRD has restarted and waits for its neighbours': {
			evidence: {
				birds: [
					birdWith([session('10.0.0.12')], {
						kernel: [kernelProtocol('up', true)],
						status: {isRecovering: true},
					}),
				],
				learned,
				ranges,
				routes,
			},
		},
	},
	fails: {
		'export none in a template of somebody': {
			evidence: {birds: closed, learned, ranges, routes},
			findings: [
				{message: 'closed', subject: node, text: '10.42.2.0/26, and enters none into the kernel: kernel1'},
			],
		},
		'no protocol for the kernel': {
			evidence: {birds: [birdWith([session('10.0.0.12')], {kernel: []})], learned, ranges, routes},
			findings: [{message: 'closed', subject: node, text: 'no protocol for the kernel'}],
		},
	},
});
