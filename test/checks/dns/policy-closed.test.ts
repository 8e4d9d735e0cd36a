import fc from 'fast-check';
import {describe, expect, it, test} from 'vitest';
import check from '../../../checks/dns/policy-closed.ts';
import {parseNetworkPolicies} from '../../../src/parsers/network-policy.ts';
import {testCheck, told} from '../../../src/testing.ts';

const listed = (...policies: readonly (readonly [name: string, spec: object])[]) => ({
	policies: parseNetworkPolicies(
		JSON.stringify({items: policies.map(([name, spec]) => ({metadata: {name}, spec}))}),
	),
});
const denyAll = ['default-deny', {podSelector: {}, policyTypes: ['Ingress', 'Egress']}] as const;
const open = [
	'dns',
	{
		podSelector: {matchLabels: {'k8s-app': 'kube-dns'}},
		policyTypes: ['Ingress', 'Egress'],
		ingress: [{ports: [{protocol: 'UDP', port: 53}, {port: 53}]}],
		egress: [{}],
	},
] as const;
const subject = {kind: 'Deployment', namespace: 'kube-system', name: 'rke2-coredns-rke2-coredns'} as const;

testCheck(test, check, {
	environment: {cni: told('canal' as const), role: told('server' as const)},
	passes: {
		'no policies': {evidence: listed()},
		'closed, and opened for DNS': {evidence: listed(denyAll, open)},
		'what profile: cis makes: pods of the same namespace, and DNS for all': {
			evidence: listed(
				[
					'default-network-policy',
					{podSelector: {}, policyTypes: ['Ingress'], ingress: [{from: [{podSelector: {}}]}]},
				],
				[
					'default-network-dns-policy',
					{
						podSelector: {matchLabels: {'k8s-app': 'kube-dns'}},
						ingress: [{ports: [{protocol: 'TCP', port: 'tcp-53'}]}],
					},
				],
			),
		},
		'a policy for another pod': {
			evidence: listed(['metrics', {podSelector: {matchLabels: {'k8s-app': 'metrics-server'}}, ingress: []}]),
		},
		'one that selects by the name that the chart gives': {
			evidence: listed(denyAll, [
				'by-name',
				{
					podSelector: {matchLabels: {'app.kubernetes.io/name': 'rke2-coredns'}},
					ingress: [{ports: [{port: 53}]}],
					egress: [{}],
				},
			]),
		},
		'one that selects by a label nobody knows here may open it': {
			evidence: listed(
				['default-deny', {podSelector: {}, policyTypes: ['Ingress']}],
				['by-label', {podSelector: {matchLabels: {'site/dns': 'yes'}}, ingress: [{ports: [{port: 53}]}]}],
			),
		},
		'one that selects by an expression may open it': {
			evidence: listed(denyAll, [
				'by-expression',
				{
					podSelector: {matchExpressions: [{key: 'k8s-app', operator: 'Exists'}]},
					ingress: [{}],
					egress: [{}],
				},
			]),
		},
	},
	fails: {
		'everything in kube-system is closed': {
			evidence: listed(denyAll),
			findings: [
				{message: 'ingress', subject, text: 'default-deny in kube-system closes CoreDNS'},
				{message: 'egress', subject},
			],
		},
		'it is opened for another pod, by another label': {
			evidence: listed(
				['default-deny', {podSelector: {}, policyTypes: ['Ingress']}],
				[
					'node-cache',
					{podSelector: {matchLabels: {'k8s-app': 'node-local-dns'}}, ingress: [{ports: [{port: 53}]}]},
				],
			),
			findings: [{message: 'ingress', subject, text: 'unless a policy of Calico opens it'}],
		},
		'another port is open': {
			evidence: listed([
				'web',
				{podSelector: {matchLabels: {'k8s-app': 'kube-dns'}}, ingress: [{ports: [{port: 9153}]}]},
			]),
			findings: [{message: 'ingress', subject}],
		},
	},
});

describe('NetworkPolicies', () => {
	it('concern egress only where they say so', () => {
		const {policies} = listed(['a', {podSelector: {}}], ['b', {podSelector: {}, egress: []}]);
		expect(policies.map(({ingress, egress}) => [ingress, egress])).toEqual([
			[[], undefined],
			[[], []],
		]);
	});
	it('damage gives an error or policies', () => {
		const text = JSON.stringify({items: [{metadata: {name: open[0]}, spec: open[1]}]});
		fc.assert(
			fc.property(fc.nat(text.length), fc.string({maxLength: 3}), (at, inserted) => {
				try {
					expect(Array.isArray(parseNetworkPolicies(text.slice(0, at) + inserted + text.slice(at)))).toBe(
						true,
					);
				} catch (error) {
					expect(error).toBeInstanceOf(Error);
				}
			}),
		);
	});
});
