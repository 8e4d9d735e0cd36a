import {test} from 'vitest';
import check from '../../../checks/interface/node-ip-family.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';

const given = (internalIps: readonly string[], pods: readonly string[]) => ({
	node: kubeNode('node-2', {internalIps}),
	ranges: {pods, services: [], dns: [], domain: 'cluster.local'},
});
const ipv4 = '10.42.0.0/16';
const ipv6 = '2001:cafe:42::/56';

testCheck(test, check, {
	passes: {
		'IPv4 for IPv4': {evidence: given(['10.0.0.2'], [ipv4])},
		'both for both': {evidence: given(['10.0.0.2', 'fd00::2'], [ipv4, ipv6])},
		'both for IPv4': {evidence: given(['fd00::2', '10.0.0.2'], [ipv4])},
		'IPv6 alone': {evidence: given(['fd00::2'], [ipv6])},
		'one of two, which the CNI finds itself': {evidence: given(['10.0.0.2'], [ipv4, ipv6])},
		'ranges that nobody tells': {evidence: given(['fd00::2'], [])},
		'a Node that has not registered an address': {evidence: given([], [ipv4])},
	},
	fails: {
		'IPv6 where pods have IPv4': {
			evidence: given(['2a01:4f8::2'], [ipv4]),
			findings: [
				{message: 'missing', subject: {kind: 'Node', name: 'node-2'}, text: 'with 2a01:4f8::2 only'},
			],
		},
		'IPv4 where pods have IPv6': {
			evidence: given(['10.0.0.2'], [ipv6]),
			findings: [{message: 'missing', subject: {kind: 'Node', name: 'node-2'}, text: 'gives IPv6 addresses'}],
		},
	},
});
