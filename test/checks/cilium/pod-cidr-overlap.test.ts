import {test} from 'vitest';
import check from '../../../checks/cilium/pod-cidr-overlap.ts';
import {testCheck} from '../../../src/testing.ts';
import {onCilium} from '../cilium-builders.ts';
import {addressOf, linkOf} from '../flannel-builders.ts';

const evidence = (second: string, third: string) => ({
	list: {
		self: 'default/node-2',
		nodes: [
			{name: 'default/node-2', addresses: ['10.0.0.2'], podCidrs: [second], healthAddresses: []},
			{name: 'default/node-3', addresses: ['10.0.0.3'], podCidrs: [third], healthAddresses: []},
		],
	},
	addresses: [addressOf('eth0', '10.0.0.2/24'), addressOf('cilium_host', '10.42.1.219')],
	links: [linkOf('eth0'), linkOf('cilium_host')],
	ranges: {pods: ['10.42.0.0/16'], services: ['10.43.0.0/16'], dns: [], domain: 'cluster.local'},
});
const range = (name: string) => ({kind: 'AddressRange', name}) as const;

testCheck(test, check, {
	environment: onCilium,
	passes: {
		'a range each': {evidence: evidence('10.42.1.0/24', '10.42.2.0/24')},
		'pools beside the network of the nodes': {evidence: evidence('10.0.1.0/24', '10.0.2.0/24')},
		'ranges that cannot be read': {evidence: evidence('', 'many')},
	},
	fails: {
		'one range for two nodes': {
			evidence: evidence('10.42.1.0/24', '10.42.1.0/24'),
			findings: [{message: 'shared', subject: range('10.42.1.0/24'), text: 'to node-2 and node-3 at once'}],
		},
		'a range within that of another node': {
			evidence: evidence('10.42.1.128/25', '10.42.1.0/24'),
			findings: [{message: 'shared', subject: range('10.42.1.128/25')}],
		},
		'the network of the nodes': {
			evidence: evidence('10.0.1.0/24', '10.0.0.0/24'),
			findings: [
				{
					message: 'hostNetwork',
					subject: range('10.0.0.0/24'),
					text: 'on node-3 contains 10.0.0.2, an address of this machine on eth0',
				},
			],
		},
		'the range of services': {
			evidence: evidence('10.43.1.0/24', '10.42.2.0/24'),
			findings: [{message: 'services', subject: range('10.43.1.0/24'), text: '10.43.0.0/16'}],
		},
	},
});
