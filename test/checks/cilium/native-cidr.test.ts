import {test} from 'vitest';
import check from '../../../checks/cilium/native-cidr.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';
import {chartSubject, ciliumStatus, onCilium} from '../cilium-builders.ts';

const environment = {
	...onCilium,
	backend: told<'native'>('native'),
	families: told<readonly 'ipv4'[]>(['ipv4']),
};
const nodes = [
	kubeNode('node-2', {podCidrs: ['10.42.1.0/24']}),
	kubeNode('node-3', {podCidrs: ['10.42.2.0/24', '2001:cafe:42:2::/64']}),
];
const excluding = (range: string | undefined, changes: Readonly<Record<string, string>> = {}) => ({
	evidence: {
		status: ciliumStatus({
			routing: {'inter-host-routing-mode': 'Native', 'intra-host-routing-mode': 'Legacy'},
			masquerading: {
				enabled: range !== undefined,
				enabledProtocols: {ipv4: range !== undefined},
				mode: 'iptables',
				'snat-exclusion-cidr-v4': range,
			},
		}),
		nodes,
		configuration: {ipam: 'kubernetes', ...changes},
	},
	environment,
});

testCheck(test, check, {
	passes: {
		'the cluster CIDR': excluding('10.42.0.0/16'),
		'wider still, as routers know the pods': excluding('10.0.0.0/8'),
		'no masquerading at all': excluding(undefined),
		'exceptions of an agent of its own': excluding('10.42.1.0/24', {'enable-ip-masq-agent': 'true'}),
		'addresses of a cloud': excluding('10.42.1.0/24', {ipam: 'eni'}),
	},
	fails: {
		'the range of this node alone': {
			...excluding('10.42.1.0/24'),
			findings: [{message: 'narrow', subject: chartSubject, text: 'the pods of node-3 (10.42.2.0/24)'}],
		},
	},
});
