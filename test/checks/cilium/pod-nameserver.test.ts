import {test} from 'vitest';
import check from '../../../checks/cilium/pod-nameserver.ts';
import {parseIpAddress} from '../../../src/parsers/ip-address.ts';
import {testCheck} from '../../../src/testing.ts';
import {nodeSubject, onCilium} from '../cilium-builders.ts';
import {podWith} from '../dns/resolvers.ts';

const held = (ifname: string, local: string) =>
	parseIpAddress(
		JSON.stringify([{ifname, addr_info: [{family: 'inet', local, prefixlen: 32, scope: 'global'}]}]),
	);
const addresses = held('eth0', '10.0.0.12');
const redirect = (address: string, hasBackend = true) => [
	{name: 'kube-system/nodelocaldns', addresses: [address], hasBackend},
];
const resolvers = podWith('169.254.20.10');

testCheck(test, check, {
	environment: onCilium,
	passes: {
		'the service address': {evidence: {resolvers: podWith('10.43.0.10'), redirects: [], addresses}},
		'a policy by address': {evidence: {resolvers, redirects: redirect('169.254.20.10'), addresses}},
		'the interface of NodeLocal DNSCache': {
			evidence: {resolvers, redirects: [], addresses: held('nodelocaldns', '169.254.20.10')},
		},
	},
	fails: {
		'a policy by service': {
			evidence: {resolvers, redirects: redirect('10.43.0.10'), addresses},
			findings: [{message: 'nobody', subject: nodeSubject, text: 'they redirect 10.43.0.10'}],
		},
		'no policy': {
			evidence: {resolvers, redirects: [], addresses},
			findings: [{message: 'nobody', subject: nodeSubject, text: 'they redirect nothing'}],
		},
		'a policy without a pod': {
			evidence: {resolvers, redirects: redirect('169.254.20.10', false), addresses},
			findings: [
				{
					message: 'noBackend',
					subject: nodeSubject,
					text: 'kube-system/nodelocaldns redirects 169.254.20.10',
				},
			],
		},
	},
});
