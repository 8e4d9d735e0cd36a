import {test} from 'vitest';
import missing from '../../../checks/service/rules-missing.ts';
import stale from '../../../checks/service/stale-endpoint.ts';
import {parseIpAddress} from '../../../src/parsers/ip-address.ts';
import type {BackendServices} from '../../../src/probes/service.rules.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';
import {routes} from '../host/evidence.ts';

const ranges = {
	pods: ['10.42.0.0/16'],
	services: ['10.43.0.0/16'],
	dns: ['10.43.0.10'],
	domain: 'cluster.local',
};
const api = {
	name: 'default/kubernetes:https',
	address: '10.43.0.1',
	protocol: 'tcp',
	port: 443,
	endpoints: [],
};
const dns = {
	name: 'kube-system/rke2-coredns-rke2-coredns:udp-53',
	address: '10.43.0.10',
	protocol: 'udp',
	port: 53,
	endpoints: [],
};
const iptables = ['/usr/sbin/iptables'];
const addresses = parseIpAddress('[]');
const written = (changes: Partial<BackendServices['rules']> = {}): readonly BackendServices[] => [
	{
		backend: 'nf_tables',
		rules: {isHooked: true, isMasquerading: true, ports: [api, dns], targets: [], ...changes},
	},
	{backend: 'legacy', rules: {isHooked: false, isMasquerading: false, ports: [], targets: []}},
];
const chain = {kind: 'NetfilterRule', name: 'KUBE-SERVICES'} as const;

testCheck(test, missing, {
	passes: {
		'both services have their rules': {
			evidence: {settled: true, services: written(), ranges, iptables, addresses},
		},
		'the address of the DNS is not known': {
			evidence: {
				settled: true,
				services: written({ports: [api]}),
				ranges: {...ranges, dns: []},
				iptables,
				addresses,
			},
		},
		'NodeLocal DNSCache has the address of the DNS': {
			evidence: {
				settled: true,
				services: written({ports: [api]}),
				ranges,
				iptables,
				addresses: parseIpAddress(
					'[{"ifname":"nodelocaldns","addr_info":[{"family":"inet","local":"10.43.0.10","prefixlen":32,"scope":"global"}]}]',
				),
			},
		},
		'the service of the API is one of IPv6 alone': {
			evidence: {
				settled: true,
				services: written({ports: [dns]}),
				ranges: {...ranges, services: ['2001:cafe:43::/112', '10.43.0.0/16']},
				iptables,
				addresses,
			},
		},
		'CoreDNS has no endpoint, which is a rule too': {
			evidence: {settled: true, services: written(), ranges, iptables, addresses},
		},
	},
	fails: {
		'nothing was ever written': {
			evidence: {
				settled: true,
				services: written({isHooked: false, ports: []}),
				ranges,
				iptables,
				addresses,
			},
			findings: [{message: 'noChains', subject: chain}],
		},
		'the host has no iptables': {
			evidence: {
				settled: true,
				services: written({isHooked: false, ports: []}),
				ranges,
				iptables: [],
				addresses,
			},
			findings: [{message: 'noIptables', subject: chain}],
		},
		'a firewall has flushed the hooks': {
			evidence: {settled: true, services: written({isHooked: false}), ranges, iptables, addresses},
			findings: [{message: 'unhooked', subject: chain}],
		},
		'somebody has emptied KUBE-POSTROUTING': {
			evidence: {settled: true, services: written({isMasquerading: false}), ranges, iptables, addresses},
			findings: [{message: 'unmasqueraded', subject: {kind: 'NetfilterRule', name: 'KUBE-POSTROUTING'}}],
		},
		'the chain of one was emptied': {
			evidence: {
				settled: true,
				services: written({ports: [{...api, endpoints: [], emptyChain: 'KUBE-SVC-API'}, dns]}),
				ranges,
				iptables,
				addresses,
			},
			findings: [
				{message: 'emptied', subject: {kind: 'Service', name: 'kubernetes'}, text: 'led into KUBE-SVC-API'},
			],
		},
		'a script has flushed KUBE-SERVICES': {
			evidence: {
				settled: true,
				services: written({ports: [], isEmptied: true, targets: ['10.0.0.1:6443', '10.42.0.5:53']}),
				ranges,
				iptables,
				addresses,
			},
			findings: [{message: 'flushed', subject: chain, text: 'rules for 2 endpoints'}],
		},
		'two services are not among them': {
			evidence: {
				settled: true,
				services: written({ports: [{...api, name: 'shop/web:http'}]}),
				ranges,
				iptables,
				addresses,
			},
			findings: [
				{message: 'missing', subject: {kind: 'Service', name: 'kubernetes'}},
				{message: 'missing', subject: {kind: 'Service', name: '10.43.0.10'}},
			],
		},
	},
});

const nodes = [
	kubeNode('node-1', {podCidrs: ['10.42.0.0/24']}),
	kubeNode('node-2', {podCidrs: ['10.42.1.0/24']}),
	kubeNode('node-3', {podCidrs: ['10.42.2.0/24']}),
];
const to = (...targets: readonly string[]) => ({services: written({targets}), nodes, ranges, routes});
const subject = {kind: 'NetfilterRule', name: 'KUBE-SEP'} as const;

testCheck(test, stale, {
	passes: {
		'a server, a pod here, a pod there': {
			evidence: to('10.0.0.1:6443', '10.42.1.5:53', '10.42.2.77:8080'),
		},
		'a Node that has no range yet': {
			evidence: {...to('10.42.9.7:53'), nodes: [...nodes, kubeNode('node-4')]},
		},
		'rules that nothing leads to': {
			evidence: {...to(), services: written({isHooked: false, targets: ['10.42.9.7:53']})},
		},
		'a node whose own network lies in its range of pods, with the API on it': {
			evidence: {
				...to('10.42.1.201:6443'),
				nodes: nodes.map(node => (node.name === 'node-2' ? {...node, internalIps: ['10.42.1.201']} : node)),
			},
		},
	},
	fails: {
		'a node that was removed': {
			evidence: to('10.42.9.7:53', '10.42.9.7:9153'),
			findings: [{message: 'unknownNode', subject, text: '10.42.9.7 lie in no pod CIDR'}],
		},
		'a pod that was here': {
			evidence: to('10.42.1.99:8080'),
			findings: [{message: 'goneHere', subject, text: '10.42.1.99'}],
		},
	},
});
