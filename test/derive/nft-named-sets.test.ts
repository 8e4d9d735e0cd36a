import {describe, expect, it} from 'vitest';
import {netfilterOf, passageOf} from '../../src/derive/netfilter-hooks.ts';
import type {Packet} from '../../src/derive/packet.ts';
import {parseNftRuleset} from '../../src/parsers/nft-ruleset.ts';
import {output} from '../parsers/output.ts';

const none = {tables: [], incompatibleTables: []};
const rules = {nft: none, legacy: none};
const from = (source: string | undefined, port = 8472): Packet => ({
	...({way: 'in', family: 'ipv4', protocol: 'udp', incoming: 'eth0', destination: '10.0.0.2'} as const),
	source,
	port,
});
const {tables} = parseNftRuleset(output('nft-1.0.6-sets.json'));
const kindOf = (packet: Packet): string => passageOf(netfilterOf(rules, tables), packet).kind;

describe('named sets of nftables', () => {
	it.each([
		['a network', '10.0.0.7', 'accepted'],
		['a range', '10.1.0.7', 'accepted'],
		['an element with a comment', '10.2.0.1', 'accepted'],
		['none of them', '10.1.0.10', 'dropped'],
		['an element with a time', '192.0.2.8', 'dropped'],
	])('hold %s', (_, source, kind) => {
		expect(kindOf(from(source))).toBe(kind);
	});

	it('hold ports, and tell what is not known', () => {
		expect(kindOf(from('10.0.0.7', 8473))).toBe('dropped');
		expect(kindOf(from(undefined))).toBe('undecided');
	});

	it('are empty where nft prints no element', () => {
		expect(tables[0]?.sets.get('empty')).toEqual([]);
	});

	it('may hold very many addresses', () => {
		const elem = Array.from(
			{length: 100_000},
			(_, index) => `192.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
		);
		const place = {family: 'inet', table: 'own'};
		const left = {payload: {protocol: 'ip', field: 'saddr'}};
		const large = parseNftRuleset(
			JSON.stringify({
				nftables: [
					{table: {family: 'inet', name: 'own', handle: 1}},
					{set: {...place, name: 'blocked', type: 'ipv4_addr', handle: 2, elem}},
					{chain: {...place, name: 'i', type: 'filter', hook: 'input', prio: -10, policy: 'accept'}},
					{
						rule: {
							...place,
							chain: 'i',
							handle: 3,
							expr: [{match: {op: '==', left, right: '@blocked'}}, {drop: null}],
						},
					},
				],
			}),
		);
		const netfilter = netfilterOf(rules, large.tables);
		expect(passageOf(netfilter, from('10.0.0.7')).kind).toBe('accepted');
		expect(passageOf(netfilter, from('192.1.2.3')).kind).toBe('dropped');
		expect(passageOf(netfilter, from(undefined)).kind).toBe('undecided');
	});

	it.each([
		['the peer and the port', '10.0.0.1', 8472, 'dropped'],
		['another port', '10.0.0.1', 8473, 'accepted'],
		['another node', '10.0.0.9', 8472, 'accepted'],
		['a range of addresses and one of ports', '10.1.0.2', 5000, 'dropped'],
	])('hold concatenations: %s', (_, source, port, kind) => {
		const place = {family: 'inet', table: 'edge'};
		const left = {
			concat: [
				{payload: {protocol: 'ip', field: 'saddr'}},
				{meta: {key: 'l4proto'}},
				{payload: {protocol: 'th', field: 'dport'}},
			],
		};
		const elem = [
			{concat: ['10.0.0.1', 'udp', 8472]},
			{concat: [{range: ['10.1.0.1', '10.1.0.3']}, 'udp', {range: [4000, 6000]}]},
		];
		const edge = parseNftRuleset(
			JSON.stringify({
				nftables: [
					{table: {family: 'inet', name: 'edge', handle: 1}},
					{set: {...place, name: 'blocked', type: ['ipv4_addr', 'inet_proto', 'inet_service'], elem}},
					{chain: {...place, name: 'i', type: 'filter', hook: 'input', prio: 0, policy: 'accept'}},
					{
						rule: {
							...{...place, chain: 'i', handle: 4},
							expr: [{match: {op: '==', left, right: '@blocked'}}, {drop: null}],
						},
					},
				],
			}),
		).tables;
		expect(passageOf(netfilterOf(rules, edge), from(source, port)).kind).toBe(kind);
	});
});
