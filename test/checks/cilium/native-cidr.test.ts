import {test} from 'vitest';
import check from '../../../checks/cilium/native-cidr.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {chartSubject, ciliumStatus, onCilium} from '../cilium-builders.ts';

const environment = {
	...onCilium,
	backend: told<'native'>('native'),
	families: told<readonly 'ipv4'[]>(['ipv4']),
};
const knownNode = (name: string, ...healthAddresses: readonly string[]) => ({
	name,
	addresses: [],
	podCidrs: [],
	healthAddresses,
});
const excluding = (
	range: string | undefined,
	configuration: Readonly<Record<string, string>> = {},
	nodes = [knownNode('default/node-3', '10.42.2.35', '2001:cafe:42:2::35')],
) => ({
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
		list: {self: 'default/node-2', nodes: [knownNode('default/node-2', '10.42.1.35'), ...nodes]},
		configuration,
	},
	environment,
});

testCheck(test, check, {
	passes: {
		'the cluster CIDR': excluding('10.42.0.0/16'),
		'wider still, as routers know the pods': excluding('10.0.0.0/8'),
		'no masquerading at all': excluding(undefined),
		'exceptions of an agent of its own': excluding('10.42.1.0/24', {'enable-ip-masq-agent': 'true'}),
		'health checks are off, so that no address is told': excluding('10.42.1.0/24', {}, [
			knownNode('default/node-3'),
		]),
	},
	fails: {
		'the range of this node alone': {
			...excluding('10.42.1.0/24'),
			findings: [{message: 'narrow', subject: chartSubject, text: 'the pods of node-3 (such as 10.42.2.35)'}],
		},
		'on AWS, pods in a second range of the VPC': {
			...excluding('10.20.0.0/16', {ipam: 'eni'}, [knownNode('default/node-3', '100.64.77.128')]),
			findings: [{message: 'narrow', subject: chartSubject, text: 'such as 100.64.77.128'}],
		},
	},
});
