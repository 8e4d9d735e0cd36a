import {test} from 'vitest';
import check from '../../../checks/cilium/encryption.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode, linksOf} from '../builders.ts';
import {agentSubject, ciliumStatus, onCilium} from '../cilium-builders.ts';

const wireguard = (peers: number) =>
	ciliumStatus({
		encryption: {
			mode: 'Wireguard',
			wireguard: {
				'node-encryption': 'Disabled',
				interfaces: [{name: 'cilium_wg0', 'listen-port': 51871, 'peer-count': peers, 'public-key': 'k='}],
			},
		},
	});
const up = linksOf({
	ifname: 'cilium_wg0',
	ifindex: 9,
	flags: ['POINTOPOINT', 'NOARP', 'UP', 'LOWER_UP'],
	mtu: 1420,
	operstate: 'UNKNOWN',
});
const down = linksOf({
	ifname: 'cilium_wg0',
	ifindex: 9,
	flags: ['POINTOPOINT', 'NOARP'],
	mtu: 1420,
	operstate: 'DOWN',
});
const nodes = [
	kubeNode('node-1'),
	kubeNode('node-2'),
	kubeNode('node-3', {taints: [{key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule'}]}),
];
const subject = {kind: 'Interface', name: 'cilium_wg0'} as const;

testCheck(test, check, {
	passes: {
		'no encryption': {evidence: {status: ciliumStatus(), links: [], nodes}, environment: onCilium},
		'a peer for every node in service': {
			evidence: {status: wireguard(1), links: up, nodes},
			environment: onCilium,
		},
		'more peers than nodes, as in a mesh of clusters': {
			evidence: {status: wireguard(9), links: up, nodes},
			environment: onCilium,
		},
		'IPsec without complaint': {
			evidence: {status: ciliumStatus({encryption: {mode: 'IPsec', ipsec: {}}}), links: [], nodes},
			environment: onCilium,
		},
	},
	fails: {
		'IPsec that complains': {
			evidence: {
				status: ciliumStatus({encryption: {mode: 'IPsec', msg: 'no IPsec key loaded'}}),
				links: [],
				nodes,
			},
			environment: onCilium,
			findings: [{message: 'failing', subject: agentSubject, text: '(IPsec): no IPsec key loaded'}],
		},
		'the interface is down, and a peer is missing': {
			evidence: {status: wireguard(0), links: down, nodes},
			environment: onCilium,
			findings: [
				{message: 'deviceDown', subject, text: 'is down'},
				{message: 'peers', subject, text: '0 WireGuard peers for 1 other nodes'},
			],
		},
		'the interface is gone': {
			evidence: {status: wireguard(1), links: [], nodes},
			environment: onCilium,
			findings: [{message: 'deviceDown', subject, text: 'is gone'}],
		},
	},
});
