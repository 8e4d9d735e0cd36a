import {describe, expect, it} from 'vitest';
import {parseIptablesSave} from '../../src/parsers/iptables-save.ts';
import {clusterRanges} from '../../src/probes/cluster.ranges.ts';
import {netfilterIptables} from '../../src/probes/netfilter.iptables.ts';
import {netfilterNftChains} from '../../src/probes/netfilter.nft-chains.ts';
import {netfilterNftInput} from '../../src/probes/netfilter.nft-input.ts';
import {netfilterPodPassage} from '../../src/probes/netfilter.pod-passage.ts';
import {routes} from '../checks/host/evidence.ts';
import {output} from '../parsers/output.ts';
import {failed, known, probed, requestsOf, unanswered} from './run-probe.ts';

const nft = 'iptables-nft-save -c';
const legacy = 'iptables-legacy-save -c';
const names = 'cat /proc/net/ip_tables_names';
const rules = output('iptables-save-1.8.9-c.txt');
const wouldChange = unanswered('would-change-node');

describe('netfilter.iptables', () => {
	it.each([
		['both back-ends', {[nft]: rules, [legacy]: rules, [names]: 'filter\n'}, true, true],
		[
			'reading legacy tables would make them: there are none',
			{[nft]: rules, [legacy]: wouldChange, [names]: ''},
			true,
			false,
		],
		['legacy is not installed, and no table is in use', {[nft]: rules, [names]: ''}, true, false],
		['nothing but legacy is loaded', {[nft]: wouldChange, [legacy]: rules, [names]: 'filter\n'}, false, true],
	])('%s', (_, replies, hasNft, hasLegacy) => {
		const value = probed(netfilterIptables, replies);
		expect([value.nft?.tables.length !== 0, value.legacy?.tables.length !== 0]).toEqual([hasNft, hasLegacy]);
		expect([value.nft, value.legacy]).not.toContain(undefined);
	});

	it('leaves out what could not be read, and says why when that is all', () => {
		expect(probed(netfilterIptables, {[nft]: rules, [names]: 'filter\n'}).legacy).toBeUndefined();
		expect(() => probed(netfilterIptables, {[nft]: unanswered('denied'), [names]: 'filter\n'})).toThrow(
			'denied',
		);
	});
});

describe('netfilter.nft-input', () => {
	const chains = probed(netfilterNftChains, {'nft -j list chains': output('nft-1.0.6-list-chains.json')});
	const tables = (iptables: unknown): readonly string[] =>
		requestsOf(netfilterNftInput, {chains}, {iptables});
	const filter = 'nft -j list table inet filter';

	it('reads tables that see what arrives, but none that iptables shows better', () => {
		expect(tables(known({nft: {tables: [], incompatibleTables: []}}))).toEqual([filter]);
	});

	it('reads a table of that name where its rules are not those of iptables', () => {
		const raw = 'nft -j list table ip raw';
		expect(tables(known({nft: {tables: [], incompatibleTables: ['raw']}}))).toEqual([filter, raw]);
		expect(tables(failed)).toEqual([filter, raw]);
	});

	it('reads tables that see only what this node sends or forwards, after the others', () => {
		const place = (table: string, hook: string, type = 'filter') => ({
			family: 'inet',
			table,
			name: 'x',
			hook,
			type,
		});
		const places = [
			place('out', 'output'),
			place('marks', 'output', 'route'),
			place('late', 'postrouting'),
			place('masquerade', 'postrouting', 'nat'),
			place('forwarded', 'forward'),
			place('in', 'input'),
		];
		expect(requestsOf(netfilterNftInput, {chains: places}, {iptables: failed})).toEqual(
			['in', 'out', 'marks', 'late', 'forwarded'].map(table => `nft -j list table inet ${table}`),
		);
	});

	it('leaves out tables of the cluster', () => {
		const place = (table: string) => ({family: 'ip', table, name: 'x', hook: 'input', type: 'filter'});
		expect(
			requestsOf(
				netfilterNftInput,
				{chains: ['kube-proxy', 'calico', 'flannel-ipv4'].map(place)},
				{iptables: failed},
			),
		).toEqual([]);
	});

	it('asks for nothing when nftables is not loaded', () => {
		const none = probed(netfilterNftChains, {'nft -j list chains': wouldChange});
		expect(requestsOf(netfilterNftInput, {chains: none}, {iptables: failed})).toEqual([]);
	});

	it('leaves out a table that is gone by now', () => {
		const iptables = known({nft: {tables: [], incompatibleTables: []}});
		expect(probed(netfilterNftInput, {}, {chains}, {iptables})).toEqual([]);
		const read = probed(netfilterNftInput, {[filter]: output('nft-1.0.6-input.json')}, {chains}, {iptables});
		expect(read.map(({name}) => name)).toEqual(['filter']);
	});
});

describe('netfilter.pod-passage', () => {
	const filter = (policy: string, ...more: readonly string[]) =>
		parseIptablesSave(['*filter', `:FORWARD ${policy} [0:0]`, ...more, 'COMMIT', ''].join('\n'));
	const none = {tables: [], incompatibleTables: []};
	const ranges = {pods: ['10.42.0.0/16'], services: [], dns: [], domain: 'cluster.local'};
	const passage = (iptables: object) =>
		probed(netfilterPodPassage, {}, {rules: iptables, tables: [], routes, ranges});

	it('tells what drops, and that the CNI accepts it elsewhere', () => {
		const nft = filter('ACCEPT', ':cali-FORWARD - [0:0]', '-A FORWARD -j cali-FORWARD');
		const dropped = passage({nft, legacy: filter('DROP')});
		expect(dropped).toHaveLength(4);
		expect(dropped[0]).toMatchObject({shownBy: 'iptables-legacy-save', isAcceptedElsewhere: true});
		expect(passage({nft, legacy: none})).toEqual([]);
	});

	it('gives no answer where a rule or a back-end is not known', () => {
		const unclear = filter('ACCEPT', '-A FORWARD -m set --match-set bad src -j DROP');
		expect(() => passage({nft: unclear, legacy: none})).toThrow('from this rule on: -t filter -A FORWARD');
		expect(() => passage({nft: filter('ACCEPT')})).toThrow('the legacy back-end');
	});
});

describe('cluster.ranges', () => {
	const helm = known({
		charts: [
			{name: 'own', set: {}},
			{
				name: 'rke2-canal',
				set: {
					'global.clusterCIDR': '10.42.0.0/16, 2001:cafe:42::/56',
					'global.serviceCIDR': '10.43.0.0/16',
					'global.clusterDNS': '10.43.0.10',
				},
			},
		],
		configs: [],
	});
	const flags = known(new Map([['cluster-cidr', '10.52.0.0/16']]));

	it.each([
		['charts', {helm, kubeProxy: flags}, ['10.42.0.0/16', '2001:cafe:42::/56'], ['10.43.0.0/16']],
		['kube-proxy', {helm: failed, kubeProxy: flags}, ['10.52.0.0/16'], []],
	])('are those of %s', (_, wants, pods, services) => {
		expect(probed(clusterRanges, {}, {}, wants)).toMatchObject({pods, services, domain: 'cluster.local'});
	});

	it('are not known when nothing tells them', () => {
		expect(() => probed(clusterRanges, {}, {}, {helm: failed, kubeProxy: failed})).toThrow(
			'left out by the test',
		);
	});
});
