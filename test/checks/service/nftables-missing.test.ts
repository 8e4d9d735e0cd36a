import {describe, expect, it, test} from 'vitest';
import check from '../../../checks/service/nftables-missing.ts';
import {parseIpAddress} from '../../../src/parsers/ip-address.ts';
import {kubeProxyNftServices} from '../../../src/probes/kube-proxy.nft-services.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {output} from '../../parsers/output.ts';
import {probed, unanswered} from '../../probes/run-probe.ts';
import {units} from '../host/evidence.ts';

const ranges = {
	pods: ['10.42.0.0/16'],
	services: ['10.43.0.0/16'],
	dns: ['10.43.0.10'],
	domain: 'cluster.local',
};
const addresses = parseIpAddress('[]');
const nodeLocal = parseIpAddress(
	'[{"ifname":"nodelocaldns","addr_info":[{"family":"inet","local":"10.43.0.10","prefixlen":32,"scope":"global"}]}]',
);
const api = {address: '10.43.0.1', protocol: 'tcp', port: 443, hasEndpoints: true};
const dns = {address: '10.43.0.10', protocol: 'udp', port: 53, hasEndpoints: true};
const written = (...ports: readonly (typeof api)[]) => ({hasTable: true, ports});
const table = {kind: 'NetfilterRule', name: 'ip kube-proxy'} as const;

testCheck(test, check, {
	environment: {kubeProxy: told('nftables')},
	passes: {
		'both have their entry': {evidence: {services: written(api, dns), ranges, addresses}},
		'CoreDNS has no endpoint, which is an entry too': {
			evidence: {services: written(api, {...dns, hasEndpoints: false}), ranges, addresses},
		},
		'NodeLocal DNSCache has the address of the DNS': {
			evidence: {services: written(api), ranges, addresses: nodeLocal},
		},
		'the service of the API is one of IPv6 alone': {
			evidence: {
				services: written(dns),
				ranges: {...ranges, services: ['2001:cafe:43::/112', '10.43.0.0/16']},
				addresses,
			},
		},
		'the addresses are not known': {
			evidence: {services: written(), ranges: {...ranges, services: [], dns: []}, addresses},
		},
	},
	fails: {
		'a firewall has flushed the table': {
			evidence: {
				services: {hasTable: false, ports: []},
				ranges,
				addresses,
				units: units({'nftables.service': {ActiveState: 'active'}}),
			},
			findings: [{message: 'noTable', subject: table, text: 'flush ruleset'}],
		},
		'no entry of the API': {
			evidence: {services: written(dns), ranges, addresses},
			findings: [
				{message: 'missing', subject: {kind: 'Service', name: '10.43.0.1'}, text: 'though it has 1 other'},
			],
		},
		'no entry of the DNS by UDP': {
			evidence: {services: written(api, {...dns, protocol: 'tcp'}), ranges, addresses},
			findings: [{message: 'missing', subject: {kind: 'Service', name: '10.43.0.10'}}],
		},
	},
});

describe('kube-proxy.nft-services', () => {
	const services = 'nft -j list map ip kube-proxy service-ips';
	const empty = 'nft -j list map ip kube-proxy no-endpoint-services';
	const gone = {
		status: 'unanswered',
		reason: 'exit-code',
		detail: 'Error: No such file or directory',
	} as const;

	it('reads addresses with and without endpoints', () => {
		const none = '{"nftables":[{"map":{"elem":[[{"concat":["10.43.0.9","tcp",80]},{"drop":null}]]}}]}';
		expect(probed(kubeProxyNftServices, {[services]: output('nft-1.0.6-map.json'), [empty]: none})).toEqual(
			written(dns, api, {address: '10.43.0.9', protocol: 'tcp', port: 80, hasEndpoints: false}),
		);
	});

	it('tells a table that is not there from one that cannot be read', () => {
		expect(probed(kubeProxyNftServices, {[services]: gone, [empty]: gone}).hasTable).toBe(false);
		const unloaded = unanswered('would-change-node');
		expect(probed(kubeProxyNftServices, {[services]: unloaded, [empty]: unloaded}).hasTable).toBe(false);
		expect(() => probed(kubeProxyNftServices, {[services]: unanswered('denied')})).toThrow('denied');
	});
});
