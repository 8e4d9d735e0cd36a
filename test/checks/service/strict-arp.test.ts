import {test} from 'vitest';
import check from '../../../checks/service/strict-arp.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';

const address = (link: string, own: string, prefixLength = 32) =>
	({link, family: 'ipv4', address: own, prefixLength, scope: 'global', flags: []}) as const;
const eth0 = address('eth0', '10.0.0.2', 24);
const nodes = [
	kubeNode('node-1', {internalIps: ['10.0.0.1']}),
	kubeNode('node-2', {internalIps: ['10.0.0.2']}),
];
const given = (own: string, arpIgnore: number, all = nodes) => ({
	addresses: [eth0, address('kube-ipvs0', '10.43.0.1'), address('kube-ipvs0', own)],
	arpIgnore: new Map([['eth0', arpIgnore]]),
	nodes: all,
});

testCheck(test, check, {
	environment: {kubeProxy: told('ipvs'), nodeName: told('node-2')},
	passes: {
		'strict ARP is on': {evidence: given('10.0.0.200', 1)},
		'a load balancer of another network': {evidence: given('203.0.113.7', 0)},
		'the address of a node, which is another trouble': {evidence: given('10.0.0.1', 0)},
		'an address of this node itself': {evidence: given('10.0.0.2', 0)},
		'a cluster of one node': {evidence: given('10.0.0.200', 0, nodes.slice(1))},
	},
	fails: {
		'MetalLB gave a service an address of the network of the nodes': {
			evidence: given('10.0.0.200', 0),
			findings: [
				{message: 'everybody', subject: {kind: 'Interface', name: 'eth0'}, text: '10.0.0.200 on eth0'},
			],
		},
	},
});
