import {test} from 'vitest';
import check from '../../../checks/flannel/own-route.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';
import {routeOf} from '../flannel-builders.ts';

const node = kubeNode('node-2', {podCidrs: ['10.42.1.0/24', '2001:cafe:42:1::/64']});
const bridge = routeOf('10.42.1.0/24', {dev: 'cni0', protocol: 'kernel', scope: 'link'});
const peer = routeOf('10.42.2.0/24', {dev: 'flannel.4096', gateway: '10.42.2.0', flags: ['onlink']});

testCheck(test, check, {
	environment: {cni: told<'flannel'>('flannel')},
	passes: {
		'routes to others': {evidence: {node, routes: [bridge, peer]}},
		'the address of the tunnel itself': {
			evidence: {
				node,
				routes: [bridge, routeOf('2001:cafe:42:1::/128', {dev: 'flannel-v6.4096', protocol: 'kernel'})],
			},
		},
		'a wider route, as of WireGuard': {
			evidence: {node, routes: [bridge, routeOf('10.42.0.0/16', {dev: 'flannel-wg'})]},
		},
		'a route behind that of cni0': {
			evidence: {
				node,
				routes: [bridge, routeOf('10.42.1.0/24', {dev: 'flannel.4096', gateway: '10.42.1.0'})],
			},
		},
		'no range yet': {evidence: {node: kubeNode('node-2'), routes: [peer]}},
	},
	fails: {
		'a route of a node that had the range before': {
			evidence: {
				node,
				routes: [
					routeOf('10.42.1.0/24', {
						dev: 'flannel.4096',
						gateway: '10.42.1.0',
						protocol: 'boot',
						flags: ['onlink'],
					}),
					bridge,
				],
			},
			findings: [
				{
					message: 'stolen',
					subject: {kind: 'Route', name: '10.42.1.0/24'},
					text: 'pods of this node, go into flannel.4096',
				},
			],
		},
		'one to a part of the range': {
			evidence: {
				node,
				routes: [bridge, routeOf('10.42.1.0/25', {dev: 'flannel.4096', gateway: '10.42.1.0'})],
			},
			findings: [{message: 'stolen', subject: {kind: 'Route', name: '10.42.1.0/25'}}],
		},
	},
});
