import {test} from 'vitest';
import check from '../../../checks/service/api-endpoints.ts';
import type {PacketResult} from '../../../src/core/request.ts';
import type {InterfaceAddress} from '../../../src/parsers/ip-address.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';
import {addressesOf, routes, rules} from '../host/evidence.ts';

const server = kubeNode('node-1', {
	internalIps: ['10.0.0.1'],
	labels: {'node-role.kubernetes.io/control-plane': 'true'},
});
const contact = (
	service: PacketResult['result'],
	endpoint: PacketResult['result'],
	address = '192.168.0.1',
) => ({
	...{name: 'default/kubernetes', address: '10.43.0.1', port: 443},
	service: {result: service},
	endpoints: [{address, port: 6443, answer: {result: endpoint}}],
});
const among = (...results: readonly PacketResult['result'][]) => ({
	...contact('answered', 'answered', '10.0.0.1'),
	endpoints: results.map((result, index) => ({
		address: `10.0.0.${index === 0 ? 1 : 6 + index}`,
		port: 6443,
		answer: {result},
	})),
});
const given = {
	nodes: [server, kubeNode('node-2', {internalIps: ['10.0.0.2']})],
	reached: ['10.0.0.1'],
	routes,
	rules,
	rulesIpv6: [],
	addresses: [] as readonly InterfaceAddress[],
};

const second = kubeNode('node-3', {
	internalIps: ['10.0.0.3'],
	labels: {'node-role.kubernetes.io/control-plane': 'true'},
});
const twoServers = {...given, nodes: [server, second], reached: ['10.0.0.1', '10.0.0.3']};

testCheck(test, check, {
	passes: {
		'a server announces another address, which answers': {
			evidence: {...twoServers, contact: among('answered', 'answered')},
		},
		'the server that announces another address is refused there: it is up, and the API is not': {
			evidence: {...twoServers, contact: among('answered', 'reset')},
		},
		'two servers announce other addresses: whose the silent one is, is open': {
			evidence: {
				...twoServers,
				nodes: [...twoServers.nodes, kubeNode('node-4', {...second, internalIps: ['10.0.0.4']})],
				contact: among('answered', 'silent', 'silent'),
			},
		},
		'the API answers': {evidence: {...given, contact: contact('answered', 'answered')}},
		'an address of its own for the API, which answers': {
			evidence: {...given, contact: contact('silent', 'answered')},
		},
		'the service answers by another way': {evidence: {...given, contact: contact('answered', 'silent')}},
		'the address is the InternalIP of a server: its port is closed, or it is down': {
			evidence: {...given, contact: contact('silent', 'silent', '10.0.0.1')},
		},
		'no server is reached at all': {evidence: {...given, reached: [], contact: contact('silent', 'silent')}},
		'the server refuses, so that it was reached': {
			evidence: {...given, contact: contact('silent', 'reset')},
		},
		'an endpoint that no node has, and that answers': {
			evidence: {...given, contact: among('answered', 'answered')},
		},
		'as many endpoints as servers, one of which is down': {
			evidence: {
				...given,
				nodes: [
					server,
					kubeNode('node-3', {
						internalIps: ['10.0.0.3'],
						labels: {'node-role.kubernetes.io/control-plane': 'true'},
					}),
				],
				contact: among('answered', 'silent'),
			},
		},
		'servers that are no nodes': {
			evidence: {...given, nodes: given.nodes.slice(1), contact: among('answered', 'silent')},
		},
	},
	fails: {
		'one of two servers announces an address that this node does not reach': {
			evidence: {...twoServers, contact: among('answered', 'silent')},
			findings: [
				{
					message: 'anotherAddress',
					subject: {kind: 'Endpoint', name: '10.0.0.7:6443'},
					text: 'not to node-3, which answers at 10.0.0.3',
				},
			],
		},
		'an endpoint of a server that is gone': {
			evidence: {...given, contact: among('answered', 'silent')},
			findings: [
				{
					message: 'departed',
					subject: {kind: 'Endpoint', name: '10.0.0.7:6443'},
					text: '2 endpoints for 1 server',
				},
			],
		},
		'a server behind NAT of VirtualBox announces what every machine has': {
			evidence: {
				...given,
				contact: contact('reset', 'reset', '10.0.2.15'),
				addresses: addressesOf(['enp0s3', '10.0.2.15', 24]),
			},
			findings: [
				{
					message: 'elsewhere',
					subject: {kind: 'Service', namespace: 'default', name: 'kubernetes'},
					text: 'leads to 10.0.2.15:6443, which do not answer this node (this node has that address itself, on enp0s3)',
				},
			],
		},
		'servers announce an address of their second network': {
			evidence: {...given, contact: contact('silent', 'silent')},
			findings: [
				{
					message: 'elsewhere',
					subject: {kind: 'Service', namespace: 'default', name: 'kubernetes'},
					text: 'leads to 192.168.0.1:6443, which do not answer this node (the route is 0.0.0.0/0 via 10.0.0.254 dev eth0',
				},
			],
		},
	},
});
