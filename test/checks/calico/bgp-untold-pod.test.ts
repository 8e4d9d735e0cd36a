import {test} from 'vitest';
import check from '../../../checks/calico/bgp-untold-pod.ts';
import type {PacketResult} from '../../../src/core/request.ts';
import {linksOf, now, routesOf} from '../builders.ts';
import {bgpNode, birdWith, session, testCheck} from './bgp-builders.ts';

const nodes = [bgpNode('node-3', '10.0.0.13'), bgpNode('node-4', '10.0.0.14')];
const silentSession = {routes: {imported: 0, exported: 1, preferred: 0}} as const;
const birdsWith = (changes: Parameters<typeof session>[1]) => [
	birdWith([session('10.0.0.13', changes), session('10.0.0.14')]),
];
const answered: PacketResult = {result: 'answered', milliseconds: 1, answer: ['10.43.0.1']};
const silent: PacketResult = {result: 'silent', detail: 'no answer within 1000 ms'};
const contactWith = (answer: PacketResult, nodeName: string | undefined) => ({
	name: 'kube-system/rke2-coredns-rke2-coredns',
	address: '10.43.0.10',
	port: 53,
	service: answered,
	question: 'kubernetes.default.svc.cluster.local',
	total: 2,
	endpoints: [
		{address: '10.42.3.5', port: 53, answer, ...(nodeName !== undefined && {nodeName})},
		{address: '10.42.4.5', port: 53, nodeName: 'node-4', answer: answered},
	],
});
const contact = contactWith(silent, 'node-3');
const known = [
	{dst: 'default', gateway: '10.0.0.254', dev: 'eth0'},
	{dst: '10.42.4.0/26', gateway: '10.0.0.14', dev: 'eth0', protocol: 'bird'},
];
const routes = routesOf(...known);
const links = linksOf({ifindex: 2, ifname: 'eth0', operstate: 'UP', mtu: 1500, flags: []});

testCheck(test, check, {
	passes: {
		'the session brings routes: the pod itself is silent': {
			evidence: {birds: birdsWith({}), nodes, links, routes, contact},
		},
		'the pod answers by another way': {
			evidence: {
				birds: birdsWith(silentSession),
				nodes,
				links,
				routes,
				contact: contactWith(answered, 'node-3'),
			},
		},
		'Felix has a route to it': {
			evidence: {
				birds: birdsWith(silentSession),
				nodes,
				links,
				routes: routesOf(...known, {dst: '10.42.3.0/26', dev: 'vxlan.calico'}),
				contact,
			},
		},
		'the node of the pod is not known': {
			evidence: {
				birds: birdsWith(silentSession),
				nodes,
				links,
				routes,
				contact: contactWith(silent, undefined),
			},
		},
		'no node sends routes, as with pools in VXLAN': {
			evidence: {
				birds: [
					birdWith([
						session('10.0.0.13', silentSession),
						session('10.0.0.14', silentSession),
						session('10.0.0.254', {peering: 'global'}),
					]),
				],
				nodes,
				links,
				routes,
				contact,
			},
		},
		'the pools are in VXLAN, and one node announces a service': {
			evidence: {
				birds: birdsWith(silentSession),
				nodes,
				links: linksOf(
					{ifindex: 2, ifname: 'eth0', operstate: 'UP', mtu: 1500, flags: []},
					{ifindex: 9, ifname: 'vxlan.calico', operstate: 'UNKNOWN', mtu: 1450, flags: []},
				),
				routes,
				contact,
			},
		},
		'the session has just been established': {
			evidence: {birds: birdsWith({...silentSession, since: now - 5000}), nodes, links, routes, contact},
		},
		'its routes are turned away here': {
			evidence: {
				birds: birdsWith({routes: {imported: 0, filtered: 1, exported: 1, preferred: 0}}),
				nodes,
				links,
				routes,
				contact,
			},
		},
	},
	fails: {
		'the node of a silent pod sends nothing': {
			evidence: {birds: birdsWith(silentSession), nodes, links, routes, contact},
			findings: [
				{
					message: 'nothing',
					subject: {kind: 'BGPPeer', name: '10.0.0.13'},
					text: 'although pods are there, such as 10.42.3.5',
				},
			],
		},
	},
});
