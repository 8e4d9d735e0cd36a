import {describe, expect, test} from 'vitest';
import check from '../../../checks/service/stale-connection.ts';
import {keptConnections, staleConnections} from '../../../src/derive/stale-connections.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {tracked} from '../conntrack-builders.ts';

const asked = (by: string, isReplied: boolean, source = '10.42.1.7') =>
	tracked('udp', {source, to: '10.43.0.10', port: 53, by, backPort: 40_000, isReplied});
const dns = {
	name: 'kube-system/rke2-coredns-rke2-coredns',
	address: '10.43.0.10',
	port: 53,
	endpoints: [{address: '10.42.0.5', port: 53}],
	listed: ['10.42.0.5', '10.42.7.8'],
	source: 'EndpointSlices' as const,
};
const well = asked('10.42.0.5', true, '10.42.1.5');
const given = (...stale: ReturnType<typeof staleConnections>) => ({evidence: {connections: {dns, stale}}});
const subject = {kind: 'Service', namespace: 'kube-system', name: 'rke2-coredns-rke2-coredns'} as const;

describe('staleConnections', () => {
	test.each([
		['everybody asks an endpoint', [well, asked('10.42.0.5', false)], []],
		[
			'an endpoint that went a moment ago',
			[well, asked('10.42.7.9', false), asked('10.42.7.9', true, '10.42.1.6')],
			[],
		],
		['nobody gets an answer, which is another finding', [asked('10.42.7.9', false)], []],
		['an endpoint that is long gone', [well, asked('10.42.7.9', false)], ['gone 10.42.7.9']],
		['a connection from before the rules', [well, asked('10.43.0.10', false)], ['untranslated 10.43.0.10']],
	])('%s', (_, entries, expected) => {
		expect(staleConnections(entries, dns).map(({kind, target}) => `${kind} ${target}`)).toEqual(expected);
	});

	test('no endpoint at all', () => {
		expect(staleConnections([well, asked('10.42.7.9', false)], {...dns, endpoints: []})).toEqual([]);
	});
});

describe('keptConnections', () => {
	test.each([
		['a pod that the API does not list, and that has answered', [asked('10.42.7.9', true)], ['10.42.7.9']],
		['a pod that ends, which the API still lists', [asked('10.42.7.8', true)], []],
		['a server outside the cluster, by somebody’s own rule', [asked('10.0.0.53', true)], []],
		['a cache on this node that has the address itself', [asked('10.43.0.10', true)], []],
		['one that never answered', [asked('10.42.7.9', false)], []],
	])('%s', (_, entries, expected) => {
		expect(keptConnections(entries, dns, ['10.42.0.0/16']).map(({target}) => target)).toEqual(expected);
	});

	test('without a ready endpoint, or a range of pods, nothing is judged', () => {
		const gone = [asked('10.42.7.9', true)];
		expect(keptConnections(gone, {...dns, endpoints: []}, ['10.42.0.0/16'])).toEqual([]);
		expect(keptConnections(gone, dns, [])).toEqual([]);
	});
});

testCheck(test, check, {
	environment: {kubeProxy: told('iptables')},
	passes: {
		'no stale connection': given(),
		'a cluster without a DNS of RKE2, or endpoints that come from the rules': {
			evidence: {connections: {stale: []}},
		},
	},
	fails: {
		'an endpoint that is long gone': {
			...given({kind: 'gone', target: '10.42.7.9', entries: [asked('10.42.7.9', false)]}),
			findings: [{message: 'gone', subject, text: 'still leads to 10.42.7.9'}],
		},
		'a client that keeps its entry alive': {
			...given({kind: 'kept', target: '10.42.7.9', entries: [asked('10.42.7.9', true)]}),
			findings: [
				{message: 'kept', subject, text: '10.42.1.7 still asks the cluster DNS 10.43.0.10 at 10.42.7.9'},
			],
		},
		'a connection from before the rules': {
			...given({
				kind: 'untranslated',
				target: '10.43.0.10',
				entries: [asked('10.43.0.10', false), asked('10.43.0.10', false, '10.42.1.6')],
			}),
			findings: [{message: 'untranslated', subject, text: '10.42.1.7 and 10.42.1.6 get no answer'}],
		},
	},
});
