import {test} from 'vitest';
import check from '../../../checks/service/departed-server.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';

const services = (source: 'EndpointSlices' | 'rules of kube-proxy', ...addresses: readonly string[]) => ({
	api: {
		...{name: 'default/kubernetes', address: '10.43.0.1', port: 443, source},
		endpoints: addresses.map(address => ({address, port: 6443})),
	},
	domain: 'cluster.local',
});
const rules = (...endpoints: readonly string[]) => [
	{
		backend: 'nf_tables' as const,
		rules: {
			...{isHooked: true, isMasquerading: true, targets: endpoints},
			ports: [
				{name: 'default/kubernetes:https', address: '10.43.0.1', protocol: 'tcp', port: 443, endpoints},
			],
		},
	},
];
const nodes = [
	kubeNode('node-1', {internalIps: ['10.0.0.1']}),
	kubeNode('node-3', {internalIps: ['10.0.0.3']}),
];

testCheck(test, check, {
	environment: {kubeProxy: told('iptables')},
	passes: {
		'as the API tells': {
			evidence: {nodes, services: services('EndpointSlices', '10.0.0.1'), rules: rules('10.0.0.1:6443')},
		},
		'a server that is being restarted': {
			evidence: {
				...{nodes, services: services('EndpointSlices', '10.0.0.1')},
				rules: rules('10.0.0.1:6443', '10.0.0.3:6443'),
			},
		},
		'an address of its own, that a server announces': {
			evidence: {
				...{nodes, services: services('EndpointSlices', '10.0.0.1', '192.168.0.9')},
				rules: rules('10.0.0.1:6443', '192.168.0.9:6443'),
			},
		},
		'rules in both back-ends, which is another finding': {
			evidence: {
				...{nodes, services: services('EndpointSlices', '10.0.0.1')},
				rules: [...rules('10.0.0.9:6443'), ...rules('10.0.0.1:6443')],
			},
		},
		'nobody but the rules tells the endpoints': {
			evidence: {nodes, services: services('rules of kube-proxy', '10.0.0.1'), rules: rules('10.0.0.9:6443')},
		},
	},
	fails: {
		'a server that is gone': {
			evidence: {
				...{nodes, services: services('EndpointSlices', '10.0.0.1')},
				rules: rules('10.0.0.1:6443', '10.0.0.9:6443'),
			},
			findings: [
				{
					message: 'kept',
					subject: {kind: 'Service', namespace: 'default', name: 'kubernetes'},
					text: 'still lead to 10.0.0.9:6443, which the API does not list and no node has: about 1 in 2 connections of pods here to the API is sent there',
				},
			],
		},
	},
});
