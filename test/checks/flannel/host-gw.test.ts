import {test} from 'vitest';
import check from '../../../checks/flannel/host-gw.ts';
import {parseIpRule} from '../../../src/parsers/ip-rule.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {kubeNode, routesOf} from '../builders.ts';

const node = (name: string, podCidr: string, publicIp: string) =>
	kubeNode(name, {
		podCidrs: [podCidr],
		internalIps: [publicIp],
		annotations: {
			'flannel.alpha.coreos.com/kube-subnet-manager': 'true',
			'flannel.alpha.coreos.com/backend-type': 'host-gw',
			'flannel.alpha.coreos.com/backend-data': 'null',
			'flannel.alpha.coreos.com/public-ip': publicIp,
		},
	});
const nodes = [node('node-2', '10.42.1.0/24', '10.0.0.2'), node('node-1', '10.42.0.0/24', '10.0.0.1')];
const far = node('node-9', '10.42.9.0/24', '10.9.0.9');
const rules = parseIpRule('[{"priority":32766,"src":"all","table":"main"}]');
const route = (dst: string, more: object = {}) => ({
	dst,
	dev: 'eth0',
	table: 'main',
	type: 'unicast',
	flags: [],
	...more,
});
const base = [route('default', {gateway: '10.0.0.254'}), route('10.0.0.0/24')];
const toNode1 = route('10.42.0.0/24', {gateway: '10.0.0.1'});
const range = (name: string) => ({kind: 'AddressRange', name}) as const;

testCheck(test, check, {
	environment: {cni: told('canal'), backend: told('host-gw'), nodeName: told('node-2')},
	passes: {
		'a route by each node': {evidence: {nodes, rules, routes: routesOf(...base, toNode1)}},
		'a node that announces nothing yet': {
			evidence: {
				nodes: [...nodes, kubeNode('node-4', {podCidrs: ['10.42.4.0/24']})],
				rules,
				routes: routesOf(...base, toNode1),
			},
		},
		'a node alone': {evidence: {nodes: nodes.slice(0, 1), rules, routes: routesOf(...base)}},
	},
	fails: {
		'a node behind a router': {
			evidence: {nodes: [...nodes, far], rules, routes: routesOf(...base, toNode1)},
			findings: [
				{
					message: 'behindRouter',
					subject: range('10.42.9.0/24'),
					text: 'node-9 is behind a router (10.0.0.254)',
				},
			],
		},
		'a route that is lost': {
			evidence: {nodes, rules, routes: routesOf(...base)},
			findings: [{message: 'missing', subject: range('10.42.0.0/24'), text: '10.42.0.0/24 via 10.0.0.1'}],
		},
	},
});
