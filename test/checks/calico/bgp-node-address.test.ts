import {test} from 'vitest';
import check from '../../../checks/calico/bgp-node-address.ts';
import type {InterfaceAddress} from '../../../src/parsers/ip-address.ts';
import {bgpNode, birdWith, failed, session, testCheck} from './bgp-builders.ts';

const address = (value: string, link = 'eth0'): InterfaceAddress => ({
	link,
	family: 'ipv4',
	address: value,
	prefixLength: 24,
	scope: 'global',
	flags: [],
});
const closed = [session('10.0.0.13', {state: 'Active', ...failed('socket', 'Connection closed')})];
const node = bgpNode('node-2', '10.0.0.11');
const addresses = [address('10.0.0.11'), address('192.168.56.11', 'eth1')];
const subject = {kind: 'Node', name: 'node-2'} as const;

testCheck(test, check, {
	passes: {
		'sessions are well': {evidence: {birds: [birdWith([session('10.0.0.13')])], node, addresses}},
		'a peer hangs up for another reason': {evidence: {birds: [birdWith(closed)], node, addresses}},
		'a router ID that is a hash of the name': {
			evidence: {birds: [birdWith(closed, {status: {routerId: '77.12.9.200'}})], node, addresses},
		},
		'two addresses, and all sessions well': {
			evidence: {
				birds: [birdWith([session('10.0.0.13')], {status: {routerId: '192.168.56.11'}})],
				node,
				addresses,
			},
		},
		'a Node that announces nothing yet': {
			evidence: {birds: [birdWith(closed)], node: {...node, annotations: {}}, addresses},
		},
	},
	fails: {
		'DHCP gave another address': {
			evidence: {birds: [birdWith(closed)], node, addresses: [address('10.0.0.77')]},
			findings: [
				{
					message: 'gone',
					subject,
					text: 'announces 10.0.0.11 for BGP, and has no such address (it has 10.0.0.77 on eth0)',
				},
			],
		},
		'BIRD still has the old one': {
			evidence: {birds: [birdWith(closed, {status: {routerId: '192.168.56.11'}})], node, addresses},
			findings: [
				{message: 'stale', subject, text: 'calls from 192.168.56.11, but the node announces 10.0.0.11'},
			],
		},
	},
});
