import {test} from 'vitest';
import check from '../../../checks/calico/route-split.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, kubeNode} from '../builders.ts';
import {routeOf} from '../flannel-builders.ts';

const nodes = [
	kubeNode('node-1', {internalIps: ['10.0.0.1', '10.0.1.1']}),
	kubeNode('node-3', {internalIps: ['10.0.0.3']}),
];
const ranges = {pods: ['10.42.0.0/16'], services: [], dns: [], domain: 'cluster.local'};
const spread = (destination: string, ...gateways: readonly string[]) => ({
	nodes,
	ranges,
	routes: [
		routeOf(destination, {
			protocol: 'bird',
			nexthops: gateways.map(gateway => ({gateway, dev: 'eth0', weight: 1, flags: []})),
		}),
	],
});

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'one way each': {
			evidence: {nodes, ranges, routes: [routeOf('10.42.139.64/26', {gateway: '10.0.0.3', dev: 'eth0'})]},
		},
		'two uplinks of one node': {evidence: spread('10.42.139.64/26', '10.0.0.1', '10.0.1.1')},
		'two routers': {evidence: spread('10.42.139.64/26', '10.0.0.253', '10.0.0.254')},
		'an address of a LoadBalancer, which every node announces': {
			evidence: spread('10.0.50.10/32', '10.0.0.1', '10.0.0.3'),
		},
		'a default route over nodes': {evidence: spread('0.0.0.0/0', '10.0.0.1', '10.0.0.3')},
	},
	fails: {
		'two nodes': {
			evidence: spread('10.42.139.64/26', '10.0.0.3', '10.0.0.1'),
			findings: [
				{
					message: 'shared',
					subject: {kind: 'Route', name: '10.42.139.64/26'},
					text: 'spread over node-3 and node-1',
				},
			],
		},
	},
});
