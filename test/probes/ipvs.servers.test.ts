import {describe, expect, it} from 'vitest';
import {Unavailable} from '../../src/core/evidence.ts';
import {ipvsServers} from '../../src/probes/ipvs.servers.ts';
import {addressesOf} from '../checks/host/evidence.ts';

const contact = (result: 'answered' | 'reset', endpoint: 'answered' | 'silent' = 'answered') => ({
	...{name: 'kube-system/rke2-coredns-rke2-coredns', address: '10.43.0.10', port: 53, total: 1},
	service: {result},
	endpoints: [{address: '10.42.1.5', port: 53, answer: {result: endpoint}}],
	question: 'kubernetes.default.svc.cluster.local',
});
const addresses = addressesOf(['kube-ipvs0', '10.43.0.10', 32]);

describe('ipvs.servers', () => {
	it('reads one file where IPVS has the address and CoreDNS answers past it', () => {
		expect(ipvsServers.requests({contact: contact('reset'), addresses}, {})).toEqual([
			{kind: 'file', path: '/proc/net/ip_vs'},
		]);
		expect(ipvsServers.requests({contact: contact('answered'), addresses}, {})).toEqual([]);
		expect(ipvsServers.requests({contact: contact('reset', 'silent'), addresses}, {})).toEqual([]);
		expect(ipvsServers.requests({contact: contact('reset'), addresses: addressesOf()}, {})).toEqual([]);
	});

	it('cannot tell without the file, and has none where it was not asked', () => {
		const needed = {contact: contact('reset'), addresses};
		expect(() =>
			ipvsServers.parse([{status: 'unanswered', reason: 'not-found', detail: ''}], needed, {}),
		).toThrow(Unavailable);
		expect(ipvsServers.parse([], needed, {})).toEqual([]);
	});
});
