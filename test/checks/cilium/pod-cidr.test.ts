import {test} from 'vitest';
import check from '../../../checks/cilium/pod-cidr.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';
import {ciliumStatus, onCilium} from '../cilium-builders.ts';

const node = kubeNode('node-2', {podCidrs: ['10.42.1.0/24', '2001:cafe:42:1::/64']});
const evidenceOf = (status: string) => ({
	evidence: {status: ciliumStatus({ipam: {status}}), node, configuration: {ipam: 'cluster-pool'}},
	environment: onCilium,
});

testCheck(test, check, {
	passes: {
		'the range of the Node': evidenceOf(
			'IPv4: 5/254 allocated from 10.42.1.0/24, IPv6: 4/65534 allocated from 2001:cafe:42:1::/112',
		),
		'addresses without a range, as of a cloud': evidenceOf('IPv4: 11/19 allocated, '),
		'a Node without a range of that family': {
			evidence: {status: ciliumStatus(), node: kubeNode('node-2')},
			environment: onCilium,
		},
	},
	fails: {
		'a pool of its own': {
			...evidenceOf('IPv4: 5/254 allocated from 10.0.1.0/24, '),
			findings: [
				{
					message: 'different',
					subject: {kind: 'AddressRange', name: '10.0.1.0/24'},
					text: 'addresses of 10.0.1.0/24',
				},
			],
		},
	},
});
