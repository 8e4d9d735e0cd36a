import {test} from 'vitest';
import check from '../../../checks/flannel/subnet-range.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';
import {onFlannel as environment} from './environment.ts';

const subject = {kind: 'File', name: '/run/flannel/subnet.env'} as const;
const evidence = (subnet: string, ...podCidrs: readonly string[]) => ({
	subnetEnv: {written: subnet.includes(':') ? {ipv6Subnet: subnet} : {subnet}},
	node: kubeNode('node-2', {podCidrs}),
});

testCheck(test, check, {
	passes: {
		'the same range': {evidence: evidence('10.42.1.1/24', '10.42.1.0/24'), environment},
		'the second family': {
			evidence: evidence('2001:cafe:42:1::1/64', '10.42.1.0/24', '2001:cafe:42:1::/64'),
			environment,
		},
		'no file, which is another finding': {
			evidence: {subnetEnv: {}, node: kubeNode('node-2', {podCidrs: ['10.42.1.0/24']})},
			environment,
		},
		'no pod CIDR, which is another finding': {evidence: evidence('10.42.1.1/24'), environment},
		'a line that is no range': {evidence: evidence('10.42.1', '10.42.1.0/24'), environment},
	},
	fails: {
		'the Node was made anew': {
			evidence: evidence('10.42.1.1/24', '10.42.5.0/24'),
			environment,
			findings: [
				{
					message: 'other',
					subject,
					text: '10.42.1.1/24, but the pod CIDR of the Node node-2 is 10.42.5.0/24',
				},
			],
		},
		'a range of another size': {
			evidence: evidence('10.42.1.1/25', '10.42.1.0/24'),
			environment,
			findings: [{message: 'other', subject}],
		},
	},
});
