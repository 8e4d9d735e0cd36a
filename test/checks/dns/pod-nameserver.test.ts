import {test} from 'vitest';
import check from '../../../checks/dns/pod-nameserver.ts';
import {parseIpAddress} from '../../../src/parsers/ip-address.ts';
import {testCheck} from '../../../src/testing.ts';
import {podWith} from './resolvers.ts';

const held = (ifname: string, local: string) =>
	parseIpAddress(
		JSON.stringify([{ifname, addr_info: [{family: 'inet', local, prefixlen: 32, scope: 'global'}]}]),
	);
const none = held('eth0', '10.0.0.12');

testCheck(test, check, {
	passes: {
		'the service address': {evidence: {resolvers: podWith('10.43.0.10'), addresses: none}},
		'NodeLocal DNSCache runs': {
			evidence: {resolvers: podWith('169.254.20.10'), addresses: held('nodelocaldns', '169.254.20.10')},
		},
		'the resolver of a cloud, for a pod that wants that of the node': {
			evidence: {resolvers: podWith('169.254.169.253', ['eu-west-1.compute.internal']), addresses: none},
		},
		'no other pods': {evidence: {resolvers: {others: []}, addresses: none}},
	},
	fails: {
		'a node without NodeLocal DNSCache': {
			evidence: {resolvers: podWith('169.254.20.10'), addresses: none},
			findings: [{message: 'nobody', subject: {kind: 'Node', name: 'node-2'}, text: 'in shop/web-1'}],
		},
	},
});
