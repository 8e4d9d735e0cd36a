import {test} from 'vitest';
import check from '../../../checks/service/stale-connection.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {tracked} from '../conntrack-builders.ts';

const asked = (by: string, isReplied: boolean, source = '10.42.1.7') =>
	tracked('udp', {source, to: '10.43.0.10', port: 53, by, backPort: 40_000, isReplied});
const services = (
	source: 'EndpointSlices' | 'rules of kube-proxy',
	addresses: readonly string[] = ['10.42.0.5'],
) => ({
	dns: {
		name: 'kube-system/rke2-coredns-rke2-coredns',
		address: '10.43.0.10',
		port: 53,
		endpoints: addresses.map(address => ({address, port: 53})),
		source,
	},
	domain: 'cluster.local',
});
const known = services('EndpointSlices');
const subject = {kind: 'Service', namespace: 'kube-system', name: 'rke2-coredns-rke2-coredns'} as const;
const well = asked('10.42.0.5', true, '10.42.1.5');

testCheck(test, check, {
	environment: {kubeProxy: told('iptables')},
	passes: {
		'everybody asks an endpoint': {evidence: {entries: [well, asked('10.42.0.5', false)], services: known}},
		'an endpoint that went a moment ago': {
			evidence: {
				entries: [well, asked('10.42.7.9', false), asked('10.42.7.9', true, '10.42.1.6')],
				services: known,
			},
		},
		'nobody gets an answer, which is another finding': {
			evidence: {entries: [asked('10.42.7.9', false)], services: known},
		},
		'no endpoint at all': {
			evidence: {entries: [well, asked('10.42.7.9', false)], services: services('EndpointSlices', [])},
		},
		'endpoints that come from the rules': {
			evidence: {entries: [well, asked('10.42.7.9', false)], services: services('rules of kube-proxy')},
		},
		'a cluster without a DNS of RKE2': {
			evidence: {entries: [well, asked('10.42.7.9', false)], services: {domain: 'cluster.local'}},
		},
	},
	fails: {
		'an endpoint that is long gone': {
			evidence: {entries: [well, asked('10.42.7.9', false)], services: known},
			findings: [{message: 'gone', subject, text: 'still leads to 10.42.7.9'}],
		},
		'a connection from before the rules': {
			evidence: {
				entries: [well, asked('10.43.0.10', false), asked('10.43.0.10', false, '10.42.1.6')],
				services: known,
			},
			findings: [{message: 'untranslated', subject, text: '10.42.1.7, 10.42.1.6 get no answer'}],
		},
	},
});
