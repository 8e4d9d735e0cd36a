import {test} from 'vitest';
import check from '../../../checks/cilium/chart-values.ts';
import {testCheck} from '../../../src/testing.ts';
import {chartSubject, ciliumCharts, onCilium} from '../cilium-builders.ts';

const evidenceOf = (values: string | undefined, version?: string) => ({
	evidence: {helm: ciliumCharts(values, version)},
	environment: onCilium,
});
const subject = (key: string) => ({...chartSubject, name: `rke2-cilium ${key}`});

testCheck(test, check, {
	passes: {
		'no values': evidenceOf(undefined),
		'values of every kind': evidenceOf(
			'MTU: 9000\nkubeProxyReplacement: "true"\nk8sServicePort: 6443\ncni: {exclusive: false, chainingMode: none}\nbpf: {masquerade: true}\nhubble: {enabled: true, relay: {enabled: true}}\noperator: {replicas: 1, tolerations: []}\nroutingMode: native\nipv4NativeRoutingCIDR: 10.42.0.0/16',
		),
		'a key that is set to null': evidenceOf('MTU: null'),
		'an old release that does not check types': evidenceOf(
			'MTU: "9000"\ntunnel: vxlan\nkubeProxyReplacement: strict',
			'1.14.400',
		),
		'native routing of a cloud': evidenceOf('routingMode: native\neni: {enabled: true}'),
		'native routing without masquerading': evidenceOf('routingMode: native\nenableIPv4Masquerade: false'),
		'a key that this program does not know': evidenceOf('somethingNew: {enabled: true}'),
		'native routing with the range among the further settings': evidenceOf(
			'routingMode: native\nextraConfig: {ipv4-native-routing-cidr: 10.42.0.0/16}',
		),
	},
	fails: {
		types: {
			...evidenceOf('MTU: "9000"\nipam: kubernetes\nhubble: {enabled: "true"}'),
			findings: [
				{message: 'wrongType', subject: subject('MTU'), text: 'MTU must be a number, but is "9000"'},
				{message: 'wrongType', subject: subject('hubble.enabled'), text: 'true or false'},
				{
					message: 'wrongType',
					subject: subject('ipam'),
					text: 'ipam must be keys under it, but is "kubernetes"',
				},
			],
		},
		'a key of old': {
			...evidenceOf('tunnel: disabled'),
			findings: [{message: 'removed', subject: subject('tunnel'), text: 'routingMode'}],
		},
		'a mode of old': {
			...evidenceOf('kubeProxyReplacement: strict'),
			findings: [{message: 'replacement', subject: subject('kubeProxyReplacement'), text: 'but is strict'}],
		},
		'native routing alone': {
			...evidenceOf('routingMode: native'),
			findings: [{message: 'nativeCidr', subject: chartSubject}],
		},
		'other letters': {
			...evidenceOf('mtu: 1400'),
			findings: [{message: 'misspelt', subject: subject('mtu'), text: 'the chart calls it MTU'}],
		},
	},
});
