import {test} from 'vitest';
import check from '../../../checks/dns/unserved-nameserver.ts';
import {parseIpAddress} from '../../../src/parsers/ip-address.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {configurationOf} from '../rke2/configuration.ts';
import {podWith, ranges} from './resolvers.ts';

const addresses = parseIpAddress(
	JSON.stringify([
		{
			ifname: 'nodelocaldns',
			addr_info: [{family: 'inet', local: '10.43.0.77', prefixlen: 32, scope: 'global'}],
		},
	]),
);
const port = (name: string, address: string, protocol = 'udp') => ({
	...{name, address, protocol, port: 53},
	endpoints: ['10.42.0.5:53'],
});
const coredns = port('kube-system/rke2-coredns-rke2-coredns:udp-53', '10.43.0.10');
const rules = (...ports: readonly ReturnType<typeof port>[]) => [
	{backend: 'nf_tables' as const, rules: {isHooked: true, isMasquerading: true, ports, targets: []}},
];
const kubernetes = (address: string) => ({...port('default/kubernetes:https', address, 'tcp'), port: 443});
const given = {ranges, addresses, services: rules(coredns), configuration: configurationOf({})};
const other = (name: string, server: string) => podWith(server).others.map(pod => ({...pod, name}));

testCheck(test, check, {
	environment: {kubeProxy: told('iptables')},
	passes: {
		'the address of the Service': {evidence: {...given, resolvers: podWith('10.43.0.10')}},
		'a name server outside': {evidence: {...given, resolvers: podWith('192.0.2.53')}},
		'a name server of their own, which is a service too': {
			evidence: {
				...given,
				resolvers: podWith('10.43.0.53'),
				services: rules(coredns, port('dns/unbound:dns', '10.43.0.53')),
			},
		},
		'an address that a cache of this node holds': {evidence: {...given, resolvers: podWith('10.43.0.77')}},
		'no Service of CoreDNS, which is another finding': {
			evidence: {...given, resolvers: podWith('10.43.0.53'), services: rules()},
		},
		'a pod that names a server of its own': {evidence: {...given, resolvers: podWith('10.43.0.53')}},
		'a kubelet that is told another address than RKE2': {
			evidence: {
				...given,
				ranges: {...ranges, dns: ['10.43.0.53']},
				configuration: configurationOf({'kubelet-arg': ['cluster-dns=10.43.0.10']}),
				resolvers: {others: []},
			},
		},
		'NodeLocal DNSCache': {evidence: {...given, resolvers: podWith('169.254.20.10')}},
	},
	fails: {
		'cluster-dns of the servers is not, and no pod that asks it is among those looked at': {
			evidence: {...given, ranges: {...ranges, dns: ['10.43.0.53']}, resolvers: {others: []}},
			findings: [
				{
					message: 'configured',
					subject: {kind: 'Service', name: '10.43.0.53'},
					text: 'its Service has the address 10.43.0.10',
				},
			],
		},
		'service-cidr was changed on a running cluster': {
			evidence: {
				...given,
				ranges: {...ranges, services: ['10.47.0.0/16'], dns: ['10.47.0.10']},
				services: rules(coredns, kubernetes('10.43.0.1')),
				resolvers: {others: []},
			},
			findings: [
				{
					message: 'rangeChanged',
					subject: {kind: 'AddressRange', name: '10.47.0.0/16'},
					text: 'has the address 10.43.0.10: the range of a running cluster was changed',
				},
			],
		},
		'service-cidr was changed on a cluster that has IPv6 before IPv4': {
			evidence: {
				...given,
				ranges: {...ranges, services: ['fd00:47::/112', '10.47.0.0/16'], dns: ['fd00:47::a', '10.47.0.10']},
				services: rules(coredns, kubernetes('10.43.0.1')),
				resolvers: {others: []},
			},
			findings: [
				{
					message: 'rangeChanged',
					subject: {kind: 'AddressRange', name: '10.47.0.0/16'},
					text: 'The servers have 10.47.0.0/16 for services',
				},
			],
		},
		'the cluster DNS alone has an address of a further ServiceCIDR': {
			evidence: {
				...given,
				ranges: {...ranges, services: ['10.47.0.0/16'], dns: ['10.47.0.10']},
				services: rules(coredns, kubernetes('10.47.0.1'), port('shop/db:db', '10.47.0.9', 'tcp')),
				resolvers: {others: []},
			},
			findings: [{message: 'configured', subject: {kind: 'Service', name: '10.47.0.10'}}],
		},
		'cluster-dns of the kubelet is not the address of the Service': {
			evidence: {
				...given,
				resolvers: {others: [...other('web-1', '10.43.0.53'), ...other('shop-1', '10.43.0.53')]},
			},
			findings: [
				{
					message: 'nobody',
					subject: {kind: 'Node', name: 'node-2'},
					text: 'Pods of this node ask 10.43.0.53 for names, where no service is; the cluster DNS has the address 10.43.0.10',
				},
			],
		},
	},
});
