import {test} from 'vitest';
import check from '../../../checks/underlay/connected-route.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {addressOf, linkOf, links, onOverlay, onUnderlay, peerOf, routeOf} from '../flannel-builders.ts';
import {ruleObjects, rules, rulesOf} from '../host/evidence.ts';

const [one, three] = [peerOf(1), peerOf(3)];
const connected = routeOf('10.0.0.0/24', {dev: 'eth0', protocol: 'kernel'});
const byRouter = routeOf('0.0.0.0/0', {gateway: '10.0.0.254', dev: 'eth0'});
const lost = {
	addresses: [addressOf('eth0', '10.0.0.2/24')],
	links,
	rules,
	routes: [byRouter],
	servers: ['10.0.0.1:6443'],
	underlay: [onUnderlay(one, 'silent'), onUnderlay(three, 'silent')],
	overlay: [onOverlay(one, 'silent'), onOverlay(three, 'silent')],
	underlayPings: [onUnderlay(one, 'silent'), onUnderlay(three, 'silent')],
};
const answering = {
	underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'answered')],
	overlay: [],
	underlayPings: [],
};
/** Beside the connected route, and found before it. */
const allByRouter = routeOf('10.0.0.0/24', {gateway: '10.0.0.254', dev: 'eth0'});
const oneAnswers = (result: 'answered' | 'reset') => ({
	underlay: [onUnderlay(one, 'silent'), onUnderlay(three, result)],
	overlay: [],
	underlayPings: [onUnderlay(one, 'silent')],
});
const leadBy = (dev: string) => [
	byRouter,
	connected,
	...['10.0.0.1/32', '10.0.0.3/32'].map(to => routeOf(to, {dev})),
];
const subject = {kind: 'Route', name: '10.0.0.0/24'} as const;

testCheck(test, check, {
	passes: {
		'a route to the network of the nodes': {evidence: {...lost, routes: [byRouter, connected]}},
		'a provider that gives each machine a /32 and its router': {
			evidence: {...lost, addresses: [addressOf('eth0', '10.0.0.2/32')]},
		},
		'a router that brings packets back to neighbours': {evidence: {...lost, ...answering}},
		'an interface that is down, and with it its routes': {
			evidence: {...lost, links: links.map(link => ({...link, isUp: false}))},
		},
		'a node that is down behind a tunnel by which another one answers': {
			evidence: {
				...lost,
				routes: [byRouter, connected, ...['10.0.0.1/32', '10.0.0.3/32'].map(to => routeOf(to, {dev: 'wg0'}))],
				underlay: [onUnderlay(one, 'silent'), onUnderlay(three, 'answered')],
				overlay: [],
				underlayPings: [onUnderlay(one, 'silent')],
			},
		},
		'a provider whose machines talk by the router only, and nobody else is up': {
			evidence: {...lost, routes: [byRouter, allByRouter, connected]},
		},
		'a provider whose machines talk by the router only, and one of them is down': {
			evidence: {...lost, routes: [byRouter, allByRouter, connected], ...oneAnswers('answered')},
		},
		'a node that is down behind a router by which another one answers': {
			evidence: {...lost, ...oneAnswers('answered')},
		},
		'two interfaces in the network of the nodes, and a route by the other one': {
			evidence: {
				...lost,
				addresses: [...lost.addresses, addressOf('eth1', '10.0.0.102/24')],
				links: [
					...links,
					...links.filter(({name}) => name === 'eth0').map(link => ({...link, name: 'eth1'})),
				],
				routes: [byRouter, connected, routeOf('10.0.0.1/32', {dev: 'eth1'})],
			},
		},
		'the address of another node on this one, which is another finding': {
			evidence: {
				...lost,
				routes: [byRouter, connected, routeOf('10.0.0.1/32', {dev: 'eth1', type: 'local', table: 'local'})],
			},
		},
		'Felix, which encrypts between hosts': {
			evidence: {
				...lost,
				links: [...links, linkOf('wireguard.cali', {kind: 'wireguard'})],
				routes: leadBy('wireguard.cali'),
			},
			environment: {cni: told('calico')},
		},
		'host routes to the other nodes': {
			evidence: {
				...lost,
				routes: [byRouter, ...['10.0.0.1/32', '10.0.0.3/32'].map(to => routeOf(to, {dev: 'eth0'}))],
			},
		},
	},
	fails: {
		'a tunnel of somebody between the nodes, all of which are silent': {
			evidence: {
				...lost,
				links: [...links, linkOf('wg0', {kind: 'wireguard'})],
				routes: leadBy('wg0'),
			},
			findings: [
				{
					message: 'tunnelled',
					subject,
					text: 'these nodes are down, or the tunnel does not lead to them',
				},
			],
		},
		'a VPN that takes all, where the route to the network is gone': {
			evidence: {
				...lost,
				links: [...links, linkOf('tun0', {kind: 'tun'})],
				routes: [{...byRouter, dev: 'tun0'}],
			},
			findings: [{message: 'missing', subject}],
		},
		'a device with the name of that of Felix, with another CNI': {
			evidence: {...lost, routes: leadBy('wireguard.cali')},
			environment: {cni: told('flannel')},
			findings: [{message: 'around', subject}],
		},
		'a route that somebody removed': {
			evidence: lost,
			findings: [
				{
					message: 'missing',
					subject,
					text: 'the route to 10.0.0.0/24 is gone: what is for node-1 and node-3 goes by another route (0.0.0.0/0 via 10.0.0.254 dev eth0)',
				},
			],
		},
		'a router that may have answered for another node itself': {
			evidence: {...lost, ...oneAnswers('reset')},
			findings: [{message: 'missing', subject, text: 'what is for node-1 goes by another route'}],
		},
		'another node answers by another router than the one that is silent': {
			evidence: {
				...lost,
				...oneAnswers('answered'),
				routes: [byRouter, routeOf('10.0.0.1/32', {gateway: '10.0.0.250', dev: 'eth0'})],
			},
			findings: [{message: 'missing', subject, text: '10.0.0.1/32 via 10.0.0.250'}],
		},
		'the network by a router of another interface': {
			evidence: {
				...lost,
				routes: [byRouter, {...allByRouter, dev: 'eth1', gateway: '192.168.7.1'}, connected],
			},
			findings: [{message: 'around', subject, text: '10.0.0.0/24 via 192.168.7.1 dev eth1'}],
		},
		'a host route to a router that does not know the way': {
			evidence: {
				...lost,
				routes: [byRouter, connected, routeOf('10.0.0.1/32', {gateway: '10.0.0.250', dev: 'eth0'})],
			},
			findings: [
				{
					message: 'around',
					subject,
					text: 'to 10.0.0.1 goes by another route (10.0.0.1/32 via 10.0.0.250 dev eth0)',
				},
			],
		},
		'a host route by an interface that is not in their network': {
			evidence: {...lost, routes: [byRouter, connected, routeOf('10.0.0.1/32', {dev: 'eth1'})]},
			findings: [
				{message: 'around', subject, text: 'to 10.0.0.1 goes by another route (10.0.0.1/32 dev eth1)'},
			],
		},
		'a rule for the own address, whose table knows the router only': {
			evidence: {
				...lost,
				rules: rulesOf(...ruleObjects, {priority: 62, src: '10.0.0.2', table: '62'}),
				routes: [byRouter, connected, {...byRouter, table: '62'}],
			},
			findings: [
				{
					message: 'ruled',
					subject,
					text: 'table 62, by rule 62: from 10.0.0.2',
					step: 'ip rule add to 10.0.0.0/24 lookup main priority 61: until the next boot; where route/routing-rule',
				},
			],
		},
		'a rule that is asked second': {
			evidence: {
				...lost,
				rules: rulesOf(...ruleObjects, {priority: 1, src: '10.0.0.2', table: '62'}),
				routes: [byRouter, connected, {...byRouter, table: '62'}],
			},
			findings: [{message: 'ruled', subject, step: 'lookup main priority 0: until the next boot; where'}],
		},
		'a rule that none comes before': {
			evidence: {
				...lost,
				rules: rulesOf(...ruleObjects, {priority: 0, src: '10.0.0.2', table: '62'}),
				routes: [byRouter, connected, {...byRouter, table: '62'}],
			},
			findings: [{message: 'ruled', subject, step: 'once the other rule has a number above 0'}],
		},
		'no other route either': {
			evidence: {...lost, routes: []},
			findings: [{message: 'missing', subject, text: 'goes nowhere'}],
		},
	},
});
