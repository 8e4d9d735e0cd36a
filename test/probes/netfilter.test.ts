import {describe, expect, it} from 'vitest';
import {netfilterOf, passageOf} from '../../src/derive/netfilter-hooks.ts';
import {parseIptablesSave} from '../../src/parsers/iptables-save.ts';
import {parseResolvConf} from '../../src/parsers/resolver-settings.ts';
import {clusterRanges} from '../../src/probes/cluster.ranges.ts';
import {netfilterBgpPassage} from '../../src/probes/netfilter.bgp-passage.ts';
import {netfilterIptables} from '../../src/probes/netfilter.iptables.ts';
import {netfilterNftChains} from '../../src/probes/netfilter.nft-chains.ts';
import {netfilterNftInput} from '../../src/probes/netfilter.nft-input.ts';
import {netfilterPodPassage} from '../../src/probes/netfilter.pod-passage.ts';
import {netfilterQueues} from '../../src/probes/netfilter.queues.ts';
import {netfilterSets} from '../../src/probes/netfilter.sets.ts';
import {linksOf, routesOf} from '../checks/builders.ts';
import {birdWith, session} from '../checks/calico/bgp-builders.ts';
import {device, routes} from '../checks/host/evidence.ts';
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

describe('netfilter.queues', () => {
	const path = 'cat /proc/net/netfilter/nfnetlink_queue';
	const ruleset = (rule: string) => ({
		rules: {nft: parseIptablesSave(`*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD ${rule}\nCOMMIT\n`)},
		tables: [],
	});

	it('is read only where a rule queues packets', () => {
		expect(requestsOf(netfilterQueues, ruleset('-j DROP'))).toEqual([]);
		expect(requestsOf(netfilterQueues, ruleset('-j NFQUEUE --queue-num 3'))).toEqual([path]);
	});

	it('knows the queues that are read', () => {
		const read = (reply: Parameters<typeof probed>[1]) =>
			probed(netfilterQueues, reply, ruleset('-j NFQUEUE --queue-num 3'));
		expect([
			...read({[path]: '    0   2917     0 2 65531     0     0        7  1\n    3 -4242 0 2 0 0 0 1 1\n'}),
		]).toEqual([0, 3]);
		expect(read({[path]: unanswered('not-found')})).toEqual(new Set());
		expect(() => read({[path]: unanswered('denied')})).toThrow('denied');
	});
});

describe('netfilter.sets', () => {
	it('reads those that rules of others than the cluster ask for, and the hosts of the tunnel', () => {
		const rules = [
			'-m set --match-set cali40all-vxlan-net src -j ACCEPT',
			'-m set --match-set cali40masq-ipam-pools src -j MASQUERADE',
			'-m set --match-set KUBE-CLUSTER-IP dst,dst -j ACCEPT',
			'-m set --match-set blocked src -j DROP',
			'-p udp -m set ! --match-set ports dst -j DROP',
			'-m set --match-set blocked dst -j DROP',
		];
		const nft = parseIptablesSave(
			`*filter\n:INPUT ACCEPT [0:0]\n${rules.map(rule => `-A INPUT ${rule}\n`).join('')}COMMIT\n`,
		);
		const needs = {rules: {nft}};
		expect(requestsOf(netfilterSets, needs)).toEqual([
			'ipset save cali40all-vxlan-net',
			'ipset save blocked',
			'ipset save ports',
		]);
		const value = probed(
			netfilterSets,
			{'ipset save blocked': 'create blocked hash:ip\nadd blocked 10.0.0.3\n'},
			needs,
		);
		expect([...value.keys()]).toEqual(['blocked']);
	});
});

describe('netfilter.nft-input', () => {
	const chains = probed(netfilterNftChains, {'nft -j list chains': output('nft-1.0.6-list-chains.json')});
	const tables = (iptables: unknown): readonly string[] =>
		requestsOf(netfilterNftInput, {chains}, {iptables, ...others});
	const filter = 'nft -j list table inet filter';
	const others = {devices: failed, ip6tables: failed, ranges: failed};

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
		expect(requestsOf(netfilterNftInput, {chains: places}, {iptables: failed, ...others})).toEqual(
			['in', 'out', 'marks', 'late', 'forwarded'].map(table => `nft -j list table inet ${table}`),
		);
	});

	it('reads tables of IPv6 where pods have it, but none that ip6tables shows better', () => {
		const place = (table: string) => ({family: 'ip6', table, name: 'x', hook: 'forward', type: 'filter'});
		const asked = (wants: object) =>
			requestsOf(
				netfilterNftInput,
				{chains: ['filter', 'own'].map(place)},
				{iptables: failed, ...others, ...wants},
			);
		const ranges = known({pods: ['10.42.0.0/16', '2001:cafe:42::/56']});
		const ip6tables = known({nft: {tables: [], incompatibleTables: []}});
		expect(asked({})).toEqual([]);
		expect(asked({ranges, ip6tables})).toEqual(['nft -j list table ip6 own']);
		expect(asked({ranges})).toEqual(['nft -j list table ip6 filter', 'nft -j list table ip6 own']);
	});

	it('leaves out tables of the cluster', () => {
		const place = (table: string) => ({family: 'ip', table, name: 'x', hook: 'input', type: 'filter'});
		expect(
			requestsOf(
				netfilterNftInput,
				{chains: ['kube-proxy', 'calico', 'flannel-ipv4'].map(place)},
				{iptables: failed, ...others},
			),
		).toEqual([]);
	});

	it('asks for nothing when nftables is not loaded', () => {
		const none = probed(netfilterNftChains, {'nft -j list chains': wouldChange});
		expect(requestsOf(netfilterNftInput, {chains: none}, {iptables: failed, ...others})).toEqual([]);
	});

	it('gives no answer where a table could not be read', () => {
		const slow = {[filter]: unanswered('timed-out')};
		const wants = {iptables: known({nft: {tables: [], incompatibleTables: []}}), ...others};
		expect(() => probed(netfilterNftInput, slow, {chains}, wants)).toThrow('timed-out');
	});

	const placeOf = (family: string, table: string) => ({
		family,
		table,
		name: 'x',
		hook: 'ingress',
		type: 'filter',
	});

	it('reads tables of other families after those of firewalls, and does not know what is in those beyond the limit', () => {
		const places = [
			...Array.from({length: 12}, (_, index) => placeOf('netdev', `n${index}`)),
			placeOf('inet', 'firewall'),
		];
		const wants = {iptables: failed, ...others};
		const asked = requestsOf(netfilterNftInput, {chains: places}, wants);
		expect([asked.length, asked[0]]).toEqual([12, 'nft -j list table inet firewall']);
		const gone = probed(netfilterNftInput, {}, {chains: places}, wants);
		expect(gone.map(({name, chains: all}) => [name, all.every(({isUnread}) => isUnread)])).toEqual([
			['n11', true],
		]);
	});

	it('does not know what is in an unreadable table of another family, and reads the others', () => {
		const places = [placeOf('netdev', 'odd'), placeOf('inet', 'filter')];
		const read = probed(
			netfilterNftInput,
			{[filter]: output('nft-1.0.6-input.json'), 'nft -j list table netdev odd': '{'},
			{chains: places},
			{iptables: failed, ...others},
		);
		expect(read.map(({name}) => name)).toEqual(['filter', 'odd']);
		const packet = {
			...({way: 'in', family: 'ipv4', protocol: 'udp', port: 8472} as const),
			...{incoming: 'eth0', source: '10.0.0.1', destination: '10.0.0.2'},
		};
		const odd = read.filter(({name}) => name === 'odd');
		expect(passageOf(netfilterOf({}, odd), packet)).toEqual({kind: 'undecided'});
	});

	it('leaves out a table that is gone by now', () => {
		const iptables = known({nft: {tables: [], incompatibleTables: []}});
		expect(probed(netfilterNftInput, {}, {chains}, {iptables, ...others})).toEqual([]);
		const read = probed(
			netfilterNftInput,
			{[filter]: output('nft-1.0.6-input.json')},
			{chains},
			{iptables, ...others},
		);
		expect(read.map(({name}) => name)).toEqual(['filter']);
	});
});

/** Of kube-proxy nothing is known. */
const ofProxy = {addresses: failed, mode: failed, flags: failed};

describe('netfilter.pod-passage', () => {
	const filter = (policy: string, ...more: readonly string[]) =>
		parseIptablesSave(['*filter', `:FORWARD ${policy} [0:0]`, ...more, 'COMMIT', ''].join('\n'));
	const none = {tables: [], incompatibleTables: []};
	const ranges = {pods: ['10.42.0.0/16'], services: [], dns: [], domain: 'cluster.local'};
	const wants = {
		ip6tables: known(undefined),
		services: failed,
		cilium: failed,
		resolvers: failed,
		...ofProxy,
	};
	const passage = (iptables: object, needs: object = {}, more: object = {}) =>
		probed(
			netfilterPodPassage,
			{},
			{rules: iptables, tables: [], routes, ranges, links: [], lookups: {}, ...needs},
			{...wants, ...more},
		);

	it('tells what drops, and that the CNI accepts it elsewhere', () => {
		const nft = filter('ACCEPT', ':cali-FORWARD - [0:0]', '-A FORWARD -j cali-FORWARD');
		const dropped = passage({nft, legacy: filter('DROP')});
		expect(dropped).toHaveLength(8);
		expect(dropped[0]).toMatchObject({shownBy: 'iptables-legacy-save', isAcceptedElsewhere: true});
		expect(passage({nft, legacy: none})).toEqual([]);
	});

	it.each([
		['nothing outside', '-A FORWARD ! -d 10.42.0.0/16 -j DROP', true],
		['public name servers that are blocked', '-A FORWARD -p udp -m udp -d 9.9.9.9/32 -j DROP', false],
		['the private network alone', '-A FORWARD ! -d 10.0.0.0/8 -j DROP', false],
		['all but the name server', '-A FORWARD -d 192.0.2.53/32 -j DROP', false],
	])('follows what pods send to the outside: %s', (_, rule, isTold) => {
		const host = {path: '/etc/resolv.conf', settings: parseResolvConf('nameserver 192.0.2.53\n')};
		const dropped = passage(
			{nft: filter('ACCEPT', rule), legacy: none},
			{},
			{resolvers: known({host, isFallback: false})},
		);
		expect(dropped.some(({way}) => way === 'outside')).toBe(isTold);
	});

	it('gives no answer where a rule or a back-end is not known', () => {
		const unclear = filter('ACCEPT', '-A FORWARD -m set --match-set bad src -j DROP');
		expect(() => passage({nft: unclear, legacy: none})).toThrow('from this rule on: -t filter -A FORWARD');
		expect(() => passage({nft: filter('ACCEPT')})).toThrow('the legacy back-end');
	});
});

describe('netfilter.pod-passage, to the API', () => {
	const filter = (...rules: readonly string[]) => ({
		nft: parseIptablesSave(
			[
				'*filter',
				':INPUT ACCEPT [0:0]',
				':FORWARD ACCEPT [0:0]',
				':CILIUM_FORWARD - [0:0]',
				...rules,
				'COMMIT',
				'',
			].join('\n'),
		),
		legacy: {tables: [], incompatibleTables: []},
	});
	const ranges = {pods: ['10.42.0.0/16'], services: [], dns: [], domain: 'cluster.local'};
	const services = (address: string) => known({api: {endpoints: [{address, port: 6443}]}});
	const passage = (
		rules: ReturnType<typeof filter>,
		api: string,
		given: typeof routes,
		{links = [], legacyRouting}: {readonly links?: typeof lxc; readonly legacyRouting?: string} = {},
	) =>
		probed(
			netfilterPodPassage,
			{},
			{rules, tables: [], routes: given, ranges, links, lookups: {}},
			{
				ip6tables: known(undefined),
				services: services(api),
				resolvers: failed,
				...ofProxy,
				cilium: legacyRouting === undefined ? failed : known({'enable-host-legacy-routing': legacyRouting}),
			},
		).map(({way, packet}) => [way, packet.way, packet.incoming]);
	const lxc = linksOf(device('lxc0a1b2c3d4e5f', 7));
	const ofCilium = routesOf(
		{dst: '10.0.0.0/24', dev: 'eth0', protocol: 'kernel', scope: 'link', flags: []},
		{dst: '10.42.1.0/24', gateway: '10.42.1.219', dev: 'cilium_host', flags: []},
	);
	const local = routesOf({type: 'local', dst: '10.0.0.2', dev: 'eth0', table: 'local', flags: []});
	const port = '-p tcp -m tcp --dport 6443';
	const accept = '-A CILIUM_FORWARD -i lxc+ -j ACCEPT';
	const jump = '-A FORWARD -j CILIUM_FORWARD';
	const drop = '-A FORWARD -o eth0 -j DROP';

	it('on a server is what this node lets in from its pods', () => {
		expect(passage(filter(`-A INPUT -i cali+ ${port} -j DROP`), '10.0.0.2', [...routes, ...local])).toEqual([
			['to-api', 'in', 'cali0123456789a'],
		]);
	});

	it('on an agent is what it forwards by its uplink', () => {
		expect(passage(filter(`-A FORWARD -o eth0 ${port} -j DROP`), '10.0.0.1', routes)).toEqual([
			['to-api', 'through', 'cali0123456789a'],
		]);
	});

	it('passes the rules with Cilium too, as long as it leaves routing to the host', () => {
		const given = {links: lxc, legacyRouting: 'true'};
		expect(passage(filter(drop, jump, accept), '10.0.0.1', ofCilium, given)).toEqual([
			['to-api', 'through', 'lxc0a1b2c3d4e5f'],
		]);
		expect(passage(filter(jump, drop, accept), '10.0.0.1', ofCilium, given)).toEqual([]);
		expect(passage(filter(drop), '10.0.0.1', ofCilium, {links: lxc, legacyRouting: 'false'})).toEqual([]);
		expect(() => passage(filter(drop), '10.0.0.1', ofCilium, {links: lxc})).toThrow('left out by the test');
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

describe('netfilter.bgp-passage', () => {
	const filter = (...lines: readonly string[]) =>
		parseIptablesSave(['*filter', ':INPUT ACCEPT [0:0]', ...lines, 'COMMIT', ''].join('\n'));
	const bySet = filter(
		'[0:0] -A INPUT -p tcp -m tcp --dport 179 -m set --match-set trusted src -j ACCEPT',
		'[0:0] -A INPUT -p tcp -m tcp --dport 179 -j DROP',
	);
	const down = [birdWith([session('10.0.0.13', {state: 'Passive'})])];
	const passage = (birds: unknown, found: unknown) =>
		probed(netfilterBgpPassage, {}, {birds, rules: found, tables: [], routes: [], routingRules: []});

	it('is not known where a rule may or may not decide', () => {
		expect(() => passage(down, {nft: bySet, legacy: filter()})).toThrow('cannot tell from this rule on');
		expect(() => passage(down, {nft: filter()})).toThrow('legacy');
	});

	it('is of no interest while all sessions are well', () => {
		expect(passage([birdWith([session('10.0.0.13')])], {nft: bySet})).toEqual([]);
	});

	it('is free where nobody drops it', () => {
		expect(passage(down, {nft: filter(), legacy: filter()})).toEqual([]);
	});
});
