import {test} from 'vitest';
import check from '../../../checks/service/source-address.ts';
import {parseIpRule} from '../../../src/parsers/ip-rule.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {routesOf} from '../builders.ts';

const rules = parseIpRule('[{"priority":32766,"src":"all","table":"main"}]');
const route = (dst: string, dev: string, more: object = {}) => ({
	dst,
	dev,
	table: 'main',
	type: 'unicast',
	flags: [],
	...more,
});
const byNat = routesOf(
	route('default', 'eth0', {gateway: '10.0.2.2'}),
	route('10.0.2.0/24', 'eth0', {prefsrc: '10.0.2.15'}),
	route('192.168.56.0/24', 'eth1', {prefsrc: '192.168.56.12'}),
);
const byUplink = routesOf(
	route('default', 'eth1', {gateway: '192.168.56.1'}),
	route('192.168.56.0/24', 'eth1', {prefsrc: '192.168.56.12'}),
);
const address = (link: string, own: string) =>
	({link, family: 'ipv4', address: own, prefixLength: 24, scope: 'global', flags: []}) as const;
const addresses = [address('eth0', '10.0.2.15'), address('eth1', '192.168.56.12')];
const contactOf = (service: 'answered' | 'silent', server: 'answered' | 'silent' = 'answered') => ({
	name: 'default/kubernetes',
	address: '10.43.0.1',
	port: 443,
	service: {result: service},
	endpoints: [{address: '192.168.56.10', port: 6443, answer: {result: server}}],
});
const given = (changes: object = {}) => ({
	contact: contactOf('silent'),
	kubeProxy: new Map<string, string>(),
	routes: byNat,
	rules,
	rulesIpv6: [],
	addresses,
	...changes,
});
const subject = {kind: 'Interface', name: 'eth0'} as const;

testCheck(test, check, {
	environment: {nodeName: told('node-2')},
	passes: {
		'the service address answers': {evidence: given({contact: contactOf('answered')})},
		'no server answers either': {evidence: given({contact: contactOf('silent', 'silent')})},
		'both ways are the same': {evidence: given({routes: byUplink})},
		'kube-proxy hides what is no pod': {
			evidence: given({kubeProxy: new Map([['cluster-cidr', '10.42.0.0/16']])}),
		},
		'kube-proxy hides everything': {evidence: given({kubeProxy: new Map([['masquerade-all', 'true']])})},
		'kube-proxy tells pods by other means': {
			evidence: given({kubeProxy: new Map([['detect-local-mode', 'NodeCIDR']])}),
		},
	},
	fails: {
		'no cluster CIDR': {
			evidence: given(),
			findings: [{message: 'wrong', subject, text: 'it was given no cluster-cidr'}],
		},
		'a cluster CIDR that holds the address of the NAT': {
			evidence: given({kubeProxy: new Map([['cluster-cidr', '10.0.0.0/8']])}),
			findings: [{message: 'wrong', subject, text: '10.0.2.15 lies in its cluster-cidr 10.0.0.0/8'}],
		},
	},
});
