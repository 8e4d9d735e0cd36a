import {test} from 'vitest';
import check from '../../../checks/cni/plugin-proxy.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode} from '../builders.ts';

const ranges = {
	pods: ['10.42.0.0/16'],
	services: ['10.43.0.0/16', 'fd00:43::/112'],
	dns: ['10.43.0.10'],
	domain: 'cluster.local',
};
const given = (variables: Readonly<Record<string, string>>, server = 'https://10.43.0.1:443') => ({
	ranges,
	variables,
	calico: {
		path: '/etc/cni/net.d/calico-kubeconfig',
		kubeconfig: {ok: true as const, value: {server, hasToken: true, isInsecure: false}},
	},
});
const proxy = 'http://somebody:secret@proxy.example.com:3128';
const subject = {kind: 'Unit', name: 'rke2-agent.service'} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'no proxy': {evidence: given({PATH: '/usr/bin'})},
		'a proxy for HTTP alone': {evidence: given({HTTP_PROXY: proxy})},
		'as RKE2 adds its ranges': {
			evidence: given({
				HTTPS_PROXY: proxy,
				NO_PROXY: '.example.com,127.0.0.0/8,.svc,.cluster.local,10.42.0.0/16,10.43.0.0/16',
			}),
		},
		'everything private': {evidence: given({HTTPS_PROXY: proxy, NO_PROXY: '10.0.0.0/8, 192.168.0.0/16'})},
		'nothing goes to the proxy': {evidence: given({https_proxy: proxy, no_proxy: '*'})},
		'the address itself': {evidence: given({HTTPS_PROXY: proxy, NO_PROXY: '10.43.0.1'})},
		'the name of the servers': {
			evidence: given(
				{HTTPS_PROXY: proxy, NO_PROXY: 'localhost,.example.org'},
				'https://rke2.example.org:6443',
			),
		},
		'the loopback address, which Go never asks a proxy for': {
			evidence: given({HTTPS_PROXY: proxy}, 'https://127.0.0.1:6443'),
		},
		'the address of a server, which the proxy may reach': {
			evidence: given({HTTPS_PROXY: proxy, NO_PROXY: '.example.com'}, 'https://203.0.113.10:6443'),
		},
		'a kubeconfig that cannot be read': {
			evidence: {
				ranges,
				variables: {HTTPS_PROXY: proxy},
				calico: {kubeconfig: {ok: false as const, problem: {message: 'expected a mapping'}}},
			},
		},
	},
	fails: {
		'only names are exempt': {
			evidence: given({HTTPS_PROXY: proxy, NO_PROXY: '127.0.0.1,localhost,.example.com'}),
			findings: [
				{
					message: 'asked',
					subject,
					text: 'asks the proxy http://proxy.example.com:3128 for the API at 10.43.0.1',
				},
			],
		},
		'nothing is exempt, over IPv6': {
			evidence: given({https_proxy: proxy}, 'https://[fd00:43::1]:443'),
			findings: [{message: 'asked', subject, text: 'the API at fd00:43::1'}],
		},
	},
});
