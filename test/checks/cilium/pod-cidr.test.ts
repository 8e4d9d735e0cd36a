import {test} from 'vitest';
import check from '../../../checks/cilium/pod-cidr.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';
import {ciliumStatus, onCilium} from '../cilium-builders.ts';

const node = kubeNode('node-2', {podCidrs: ['10.42.1.0/24', '2001:cafe:42:1::/64']});
const evidenceOf = (status: string, configuration = {}) => ({
	evidence: {
		status: ciliumStatus({ipam: {status}}),
		node,
		configuration: {ipam: 'cluster-pool', ...configuration},
	},
	environment: onCilium,
});

testCheck(test, check, {
	passes: {
		'the range of the Node': evidenceOf(
			'IPv4: 5/254 allocated from 10.42.1.0/24, IPv6: 4/65534 allocated from 2001:cafe:42:1::/112',
		),
		'addresses without a range, as of a cloud': evidenceOf('IPv4: 11/19 allocated, '),
		'a pool that somebody has chosen': evidenceOf('IPv4: 5/254 allocated from 10.244.1.0/24, ', {
			'cluster-pool-ipv4-cidr': '10.244.0.0/16',
		}),
		'a pool of two ranges, as the chart joins them': evidenceOf(
			'IPv4: 5/254 allocated from 10.245.1.0/24, ',
			{
				'cluster-pool-ipv4-cidr': '10.244.0.0/16 10.245.0.0/16',
			},
		),
		'a pool that is left over in another mode': evidenceOf('IPv4: 5/254 allocated from 10.42.1.0/24, ', {
			ipam: 'kubernetes',
			'cluster-pool-ipv4-cidr': '10.244.0.0/16',
		}),
		'a Node without a range of that family': {
			evidence: {status: ciliumStatus(), node: kubeNode('node-2'), configuration: {}},
			environment: onCilium,
		},
	},
	fails: {
		"Cilium's own pool, which nobody has named": {
			...evidenceOf('IPv4: 5/254 allocated from 10.0.1.0/24, ', {'cluster-pool-ipv4-cidr': '10.0.0.0/8'}),
			findings: [{message: 'different', subject: {kind: 'AddressRange', name: '10.0.1.0/24'}}],
		},
		'a range of the pool that was there before': {
			...evidenceOf('IPv4: 5/254 allocated from 10.42.1.0/24, ', {'cluster-pool-ipv4-cidr': '172.20.0.0/16'}),
			findings: [
				{
					message: 'formerPool',
					subject: {kind: 'AddressRange', name: '10.42.1.0/24'},
					text: 'the pool that Cilium is told now (172.20.0.0/16)',
				},
			],
		},
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
