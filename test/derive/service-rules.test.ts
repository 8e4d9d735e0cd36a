import {describe, expect, it} from 'vitest';
import {serviceRulesOf, serviceRulesOfBoth} from '../../src/derive/service-rules.ts';
import {parseIptablesSave} from '../../src/parsers/iptables-save.ts';

const text = (...nat: readonly string[]) =>
	[
		'*nat',
		...['PREROUTING', 'OUTPUT', 'POSTROUTING'].map(name => `:${name} ACCEPT [0:0]`),
		...['KUBE-SERVICES', 'KUBE-SVC-API', 'KUBE-SEP-A', 'KUBE-SEP-B', 'KUBE-POSTROUTING'].map(
			name => `:${name} - [0:0]`,
		),
		...nat,
		'COMMIT',
		'*filter',
		':KUBE-SERVICES - [0:0]',
		'-A KUBE-SERVICES -d 10.43.0.10/32 -p udp -m comment --comment "kube-system/rke2-coredns-rke2-coredns:udp-53 has no endpoints" -m udp --dport 53 -j REJECT --reject-with icmp-port-unreachable',
		'COMMIT',
		'',
	].join('\n');
const rules = [
	'-A KUBE-SERVICES -d 10.43.0.1/32 -p tcp -m comment --comment "default/kubernetes:https cluster IP" -m tcp --dport 443 -j KUBE-SVC-API',
	'-A KUBE-SVC-API ! -s 10.42.0.0/16 -d 10.43.0.1/32 -p tcp -m comment --comment "default/kubernetes:https cluster IP" -m tcp --dport 443 -j KUBE-MARK-MASQ',
	'-A KUBE-SVC-API -m comment --comment "default/kubernetes:https -> 10.0.0.1:6443" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-A',
	'-A KUBE-SVC-API -m comment --comment "default/kubernetes:https -> 10.0.0.4:6443" -j KUBE-SEP-B',
	'-A KUBE-SEP-A -s 10.0.0.1/32 -m comment --comment "default/kubernetes:https" -j KUBE-MARK-MASQ',
	'-A KUBE-SEP-A -p tcp -m comment --comment "default/kubernetes:https" -m tcp -j DNAT --to-destination 10.0.0.1:6443',
	'-A KUBE-SEP-B -p tcp -m comment --comment "default/kubernetes:https" -m tcp -j DNAT --to-destination 10.0.0.4:6443',
];
const hooks = [
	'-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
	'-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
];
const read = (...lines: readonly string[]) => serviceRulesOf(parseIptablesSave(text(...lines)));

describe('rules of kube-proxy', () => {
	it('lead from a port of a service to its endpoints', () => {
		expect(read(...hooks, ...rules)).toEqual({
			isHooked: true,
			isMasquerading: false,
			ports: [
				{
					name: 'default/kubernetes:https',
					address: '10.43.0.1',
					protocol: 'tcp',
					port: 443,
					endpoints: ['10.0.0.1:6443', '10.0.0.4:6443'],
				},
				{
					name: 'kube-system/rke2-coredns-rke2-coredns:udp-53',
					address: '10.43.0.10',
					protocol: 'udp',
					port: 53,
					endpoints: [],
				},
			],
			targets: ['10.0.0.1:6443', '10.0.0.4:6443'],
		});
	});

	it('tell a chain that somebody has emptied', () => {
		const [way = ''] = rules;
		expect(read(...hooks, way).ports[0]).toMatchObject({endpoints: [], emptyChain: 'KUBE-SVC-API'});
	});

	it('work only where both hooks lead to them', () => {
		expect(read(...rules, ...hooks.slice(1)).isHooked).toBe(false);
	});

	it('masquerade where KUBE-POSTROUTING is reached and does so', () => {
		const posted = [
			'-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING',
			'-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN',
			'-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE',
		];
		expect(read(...hooks, ...rules, ...posted).isMasquerading).toBe(true);
		expect(read(...hooks, ...rules, ...posted.slice(1)).isMasquerading).toBe(false);
		expect(read(...hooks, ...rules, ...posted.slice(0, 2)).isMasquerading).toBe(false);
	});

	it('may be in either back-end', () => {
		const nft = parseIptablesSave(text(...hooks, ...rules));
		expect(serviceRulesOfBoth({nft}).map(({backend}) => backend)).toEqual(['nf_tables']);
		expect(serviceRulesOfBoth({nft, legacy: {tables: [], incompatibleTables: []}})[1]?.rules).toEqual({
			isHooked: false,
			isMasquerading: false,
			ports: [],
			targets: [],
		});
	});
});
