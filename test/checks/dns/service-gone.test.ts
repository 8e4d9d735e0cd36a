import {test} from 'vitest';
import check from '../../../checks/dns/service-gone.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {addressesOf} from '../host/evidence.ts';
import {podWith, ranges} from './resolvers.ts';

const rules = (...ports: readonly object[]) =>
	[{backend: 'nf_tables', rules: {isHooked: true, isMasquerading: true, ports, targets: []}}] as never;
const given = {
	services: {domain: 'cluster.local', isDnsMissing: true as const},
	...{rules: rules(), ranges, addresses: addressesOf(['eth0', '10.0.0.2', 24]), settled: true as const},
	resolvers: podWith('10.43.0.10'),
};

testCheck(test, check, {
	environment: {kubeProxy: told('ipvs' as const)},
	passes: {
		'there is the Service': {evidence: {...given, services: {domain: 'cluster.local'}}},
		'another cluster DNS has the address, by kube-proxy': {
			environment: {kubeProxy: told('iptables' as const)},
			evidence: {
				...given,
				rules: rules({
					...{name: 'kube-system/kube-dns:dns', address: '10.43.0.10', protocol: 'udp', port: 53},
					endpoints: ['10.42.0.5:53'],
				}),
			},
		},
		'another cluster DNS has the address, in ipvs mode': {
			evidence: {...given, addresses: addressesOf(['kube-ipvs0', '10.43.0.10', 32])},
		},
		'NodeLocal DNSCache has the address': {
			evidence: {...given, addresses: addressesOf(['nodelocaldns', '10.43.0.10', 32])},
		},
		'pods ask elsewhere': {evidence: {...given, resolvers: podWith('169.254.20.10')}},
		'RKE2 did not bring CoreDNS': {evidence: {...given, ranges: {...ranges, dns: []}}},
	},
	fails: {
		'the chart took it away': {
			evidence: given,
			findings: [
				{
					message: 'gone',
					subject: {kind: 'Service', namespace: 'kube-system', name: 'rke2-coredns-rke2-coredns'},
					text: 'nothing on this node serves 10.43.0.10, which shop/web-1 ask for names',
				},
			],
		},
	},
});
