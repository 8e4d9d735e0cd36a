import {describe, expect, it, test} from 'vitest';
import check from '../../../checks/netfilter/untracked.ts';
import {iptablesChains} from '../../../src/derive/iptables-walk.ts';
import {nftChains} from '../../../src/derive/nft-walk.ts';
import type {Packet} from '../../../src/derive/packet.ts';
import {nftRawChains, rawChainOf, untrackedBy} from '../../../src/derive/untracked.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import {parseNftRuleset} from '../../../src/parsers/nft-ruleset.ts';
import {testCheck, told} from '../../../src/testing.ts';

const rule = '-t raw -A PREROUTING -p udp -m udp --dport 53 -j CT --notrack';
const found = (changes: object = {}) => ({
	...({from: 'pods', service: 'the cluster DNS', address: '10.43.0.10', protocol: 'udp', port: 53} as const),
	...{rule, excerpt: rule.replace('-t raw ', ''), shownBy: 'iptables-nft-save' as const},
	...changes,
});
const ofNft = (table: string) =>
	found({
		...{rule: `${table} early handle 7`, shownBy: 'nft'},
		excerpt: '[{"match":{"op":"==","left":{"meta":{"key":"mark"}},"right":262144}},{"notrack":null}]',
	});

testCheck(test, check, {
	environment: {cni: told('canal'), kubeProxy: told('iptables')},
	passes: {
		'everything is tracked': {evidence: {untracked: []}},
		'a policy of Calico that is not to be tracked': {
			evidence: {untracked: [found({excerpt: '-A cali-pi-web -m comment --comment "cali:a" -j NOTRACK'})]},
		},
		'the same of Calico with nftables': {evidence: {untracked: [ofNft('ip calico')]}},
	},
	fails: {
		'a table of somebody else in nftables': {
			evidence: {untracked: [ofNft('ip spare')]},
			findings: [
				{
					message: 'services',
					subject: {kind: 'NetfilterRule', name: 'ip spare early handle 7'},
					text: 'because of "ip spare early handle 7"',
				},
			],
		},
		'questions to any DNS server': {
			evidence: {
				untracked: [found(), found({from: 'this node', rule: rule.replace('PREROUTING', 'OUTPUT')})],
			},
			findings: [
				{
					message: 'services',
					subject: {kind: 'NetfilterRule', name: rule},
					text: 'from pods and this node to the cluster DNS (10.43.0.10, udp 53)',
				},
			],
		},
	},
});

describe('untrackedBy', () => {
	const question: Packet = {
		...({way: 'through', family: 'ipv4', protocol: 'udp', port: 53} as const),
		...{source: '10.42.1.7', destination: '10.43.0.10', incoming: 'cali1', outgoing: undefined},
	};
	const endOf = (...rules: readonly string[]) =>
		untrackedBy(
			iptablesChains(
				parseIptablesSave(
					`*raw\n:PREROUTING ACCEPT [0:0]\n:mine - [0:0]\n${rules.map(text => `-A ${text}\n`).join('')}COMMIT\n`,
				),
			),
			rawChainOf(question),
			question,
		)?.rule?.excerpt;

	it.each([
		['PREROUTING -j NOTRACK'],
		['PREROUTING -p udp -m udp --dport 53 -j CT --notrack'],
		['PREROUTING -j mine', 'mine -d 10.43.0.0/16 -j NOTRACK'],
		['PREROUTING -j mine', 'mine -p tcp -j RETURN', 'PREROUTING -j NOTRACK'],
	])('finds %s %s', (...rules) => {
		expect(endOf(...rules)).toContain(
			rules.findLast(text => text.includes('TRACK') || text.includes('notrack')),
		);
	});

	it.each([
		['PREROUTING -i eth0 -j NOTRACK'],
		['PREROUTING -p tcp -j NOTRACK'],
		['PREROUTING -d 10.0.0.0/24 -j NOTRACK'],
		['PREROUTING -m set --match-set busy dst -j NOTRACK'],
		['PREROUTING -d 10.43.0.10/32 -j ACCEPT', 'PREROUTING -j NOTRACK'],
		['PREROUTING -g mine', 'PREROUTING -j NOTRACK'],
	])('leaves %s %s alone', (...rules) => {
		expect(endOf(...rules)).toBeUndefined();
	});

	const nftEndOf = (chain: object, ...rules: readonly (readonly object[])[]) => {
		const place = {family: 'inet', table: 'spare'};
		const {tables} = parseNftRuleset(
			JSON.stringify({
				nftables: [
					{table: {family: 'inet', name: 'spare', handle: 1}},
					{
						chain: {
							...place,
							name: 'early',
							handle: 1,
							type: 'filter',
							hook: 'prerouting',
							prio: -300,
							...chain,
						},
					},
					...rules.map((expr, index) => ({rule: {...place, chain: 'early', handle: index + 2, expr}})),
				],
			}),
		);
		const chains = nftChains(tables);
		return untrackedBy(chains, nftRawChains(tables, chains, question), question)?.rule?.text;
	};
	const toPort = (right: number) => ({
		match: {op: '==', left: {payload: {protocol: 'udp', field: 'dport'}}, right},
	});

	it('finds notrack of nftables', () => {
		expect(nftEndOf({}, [toPort(53), {notrack: null}])).toBe('inet spare early handle 2');
		expect(nftEndOf({}, [toPort(4789), {accept: null}], [{notrack: null}])).toBe('inet spare early handle 3');
	});

	it.each([
		['another port', {}, [toPort(4789), {notrack: null}]],
		['a chain at which the flow is known already', {prio: -150}, [toPort(53), {notrack: null}]],
		['what this node sends itself', {hook: 'output'}, [toPort(53), {notrack: null}]],
		['a rule that may not select it', {}, [{limit: {rate: 1, per: 'second'}}, {notrack: null}]],
	])('leaves notrack of nftables for %s alone', (_, chain, expressions) => {
		expect(nftEndOf(chain, expressions)).toBeUndefined();
	});
});
