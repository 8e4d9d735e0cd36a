import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {netfilterOf, passageOf} from '../../src/derive/netfilter-hooks.ts';
import type {Packet} from '../../src/derive/packet.ts';
import type {IptablesRuleset} from '../../src/parsers/iptables-save.ts';
import {parseIptablesSave} from '../../src/parsers/iptables-save.ts';
import {parseNftRuleset} from '../../src/parsers/nft-ruleset.ts';

const none: IptablesRuleset = {tables: [], incompatibleTables: []};
const packet: Packet = {
	...({way: 'through', family: 'ipv4', protocol: 'udp', port: 53} as const),
	...{source: '10.42.1.10', destination: '10.42.2.10', incoming: 'cali0123456789a', outgoing: 'flannel.1'},
};
const word = fc.constantFrom(
	...['-s 10.42.0.0/16', '! -s 10.42.0.0/16', '-d 10.42.2.0/24', '-d 192.0.2.1/32', '-i cali+', '! -i eth0'],
	...['-o flannel.1', '-p udp', '-p tcp', '-p udp -m udp --dport 53', '-m multiport --dports 1:100,443'],
	...[
		'-m conntrack --ctstate NEW',
		'-m conntrack ! --ctstate NEW',
		'-m mark --mark 0x1/0x1',
		'-m set --match-set a src',
	],
	...[
		'-m owner --uid-owner 0',
		'-m limit --limit 3/min',
		'-m string --algo bm --string "x y"',
		'-m comment --comment "it -j DROP"',
	],
	...['-m addrtype --dst-type LOCAL', '-m geoip ! --source-country XX', '--', '!', '-m', '"'],
);
const chains = ['A', 'B', 'C'] as const;
const harmless = [
	'ACCEPT',
	'RETURN',
	'LOG',
	'MARK --set-xmark 0x1/0x1',
	'NOTRACK',
	'A',
	'B',
	'C',
	'UNKNOWN',
	'NFQUEUE',
];
const ruleOf = (...targets: readonly string[]) =>
	fc
		.tuple(fc.constantFrom('FORWARD', ...chains), fc.array(word, {maxLength: 3}), fc.constantFrom(...targets))
		.map(([chain, words, target]) => `-A ${chain} ${[...words, '-j', target].join(' ')}`);
const table = (name: string, policy: string, rules: readonly string[]) => [
	`*${name}`,
	`:FORWARD ${policy} [0:0]`,
	...chains.map(chain => `:${chain} - [0:0]`),
	...rules,
	'COMMIT',
];
const ruleset = (...tables: readonly (readonly string[])[]): IptablesRuleset =>
	parseIptablesSave(`${tables.flat().join('\n')}\n`);
const kindOf = (nft: IptablesRuleset, policies?: 'open'): string =>
	passageOf(netfilterOf({nft, legacy: none}, [], policies === undefined ? {} : {policies}), packet).kind;
const rulesOf = (...targets: readonly string[]) => fc.array(ruleOf(...targets), {maxLength: 12});
const kinds = ['accepted', 'dropped', 'undecided'];

describe('whatever the rules are', () => {
	it('a packet passes, is dropped, or nobody can tell', () => {
		fc.assert(
			fc.property(
				rulesOf(...harmless, 'DROP', 'REJECT'),
				fc.constantFrom('ACCEPT', 'DROP'),
				(rules, policy) => {
					expect(kinds).toContain(
						kindOf(ruleset(table('mangle', 'ACCEPT', rules), table('filter', policy, rules))),
					);
				},
			),
		);
	});

	it('no drop is invented where no rule and no policy drops', () => {
		fc.assert(
			fc.property(rulesOf(...harmless), rules => {
				expect(kindOf(ruleset(table('filter', 'ACCEPT', rules)))).not.toBe('dropped');
				expect(kindOf(ruleset(table('filter', 'ACCEPT', rules)), 'open')).not.toBe('dropped');
			}),
		);
	});

	it('what stands behind a rule that accepts all does not count', () => {
		fc.assert(
			fc.property(rulesOf(...harmless, 'DROP'), rules => {
				expect(kindOf(ruleset(table('filter', 'DROP', ['-A FORWARD -j ACCEPT', ...rules])))).toBe('accepted');
			}),
		);
	});

	it.each(['raw', 'mangle'])('what stands ahead of the CNI drops, in %s too', name => {
		fc.assert(
			fc.property(rulesOf(...harmless), rules => {
				const first = [
					`*${name}`,
					':PREROUTING ACCEPT [0:0]',
					'-A PREROUTING -s 10.42.0.0/16 -j DROP',
					'COMMIT',
				];
				expect(kindOf(ruleset(first, table('filter', 'ACCEPT', rules)))).toBe('dropped');
			}),
		);
	});

	it('a table of nftables with statements that nobody knows drops nothing', () => {
		const statement = fc.constantFrom(
			...[{accept: null}, {counter: {packets: 1, bytes: 2}}, {limit: {rate: 3, per: 'minute'}}, {xt: null}],
			...[{match: {op: '==', left: {meta: {key: 'iifname'}}, right: 'cali*'}}, {tproxy: {port: 1}}],
			...[
				{match: {op: 'in', left: {'&': [1, 2]}, right: '@set'}},
				{match: {}},
				{vmap: {key: {}, data: '@map'}},
			],
			...[{jump: {target: 'nowhere'}}, {mangle: {key: {meta: {key: 'mark'}}, value: 1}}, {}],
		);
		fc.assert(
			fc.property(fc.array(fc.array(statement, {maxLength: 3}), {maxLength: 6}), rules => {
				const place = {family: 'inet', table: 'own'};
				const {tables} = parseNftRuleset(
					JSON.stringify({
						nftables: [
							{table: {family: 'inet', name: 'own', handle: 1}},
							{chain: {...place, name: 'f', type: 'filter', hook: 'forward', prio: -5, policy: 'accept'}},
							...rules.map((expr, handle) => ({rule: {...place, chain: 'f', handle, expr}})),
						],
					}),
				);
				const netfilter = netfilterOf({nft: none, legacy: none}, tables);
				expect(passageOf(netfilter, packet).kind).not.toBe('dropped');
			}),
		);
	});
});

it('looks at each of very many rules a few times at most', () => {
	const looksAt = (count: number): number => {
		let looks = 0;
		const rules = Array.from({length: count}, (_, index) => ({
			target: 'DROP',
			get text() {
				looks += 1;
				return `-s 192.0.${index % 256}.${(index >> 8) & 255}/32 -p udp -m udp --dport ${index % 65_536} -j DROP`;
			},
		}));
		const filter = {name: 'filter', chains: [{name: 'FORWARD', policy: 'ACCEPT', rules}]};
		const netfilter = netfilterOf({nft: {tables: [filter], incompatibleTables: []}, legacy: none}, []);
		looks = 0;
		for (let flow = 0; flow < 8; flow += 1) {
			expect(passageOf(netfilter, packet).kind).toBe('accepted');
		}
		return looks;
	};
	const [few, many] = [looksAt(1000), looksAt(20_000)];
	expect(many).toBeLessThanOrEqual(20 * few);
	expect(many / 20_000).toBeLessThan(24);
});
