import {describe, expect, it} from 'vitest';
import type {WalkRule} from '../../src/derive/chain-walk.ts';
import {authorOf} from '../../src/derive/netfilter-author.ts';
import {netfilterOf, passageOf} from '../../src/derive/netfilter-hooks.ts';
import {netfilterRemedyOf} from '../../src/derive/netfilter-remedy.ts';
import {podFlowsAt, podFlowsOf} from '../../src/derive/pod-flows.ts';
import {parseIptablesSave} from '../../src/parsers/iptables-save.ts';
import {routesOf} from '../checks/builders.ts';
import {routes} from '../checks/host/evidence.ts';

const pods = ['10.42.0.0/16'];
const flannelRoutes = routesOf(
	{dst: '10.42.1.0/24', dev: 'cni0', protocol: 'kernel', scope: 'link', prefsrc: '10.42.1.1', flags: []},
	{dst: '10.42.2.0/24', gateway: '10.42.2.0', dev: 'flannel.4096', flags: ['onlink']},
);

describe('flows between pods', () => {
	it('are those of a pod of Canal, to and from the first peer', () => {
		const flows = podFlowsOf(routes, pods, 'ipv4');
		const [pod, tunnel] = ['cali0123456789a', 'flannel.1'];
		expect(flows.map(({way}) => way)).toEqual(['to-peers', 'to-peers', 'from-peers', 'from-peers']);
		expect(flows.map(({packet}) => packet)).toMatchObject([
			{incoming: pod, outgoing: tunnel, port: 53},
			{incoming: pod, outgoing: tunnel, port: 443},
			{incoming: tunnel, outgoing: pod, port: 53},
			{incoming: tunnel, outgoing: pod, port: 443},
		]);
		expect(flows[0]?.packet).toMatchObject({source: '10.42.1.5', destination: '10.42.0.10'});
	});

	it('are also those between pods behind a bridge, which br_netfilter shows to FORWARD', () => {
		const flows = podFlowsOf(flannelRoutes, pods, 'ipv4');
		expect(flows.at(-1)).toMatchObject({way: 'on-this-node', packet: {incoming: 'cni0', outgoing: 'cni0'}});
	});

	it('are those of one pod alone where a device is named', () => {
		const flows = podFlowsAt(['cali0123456789a', 'califfffffffffff'], routes, pods, 'ipv4');
		expect(new Set(flows.map(({ofOne}) => ofOne))).toEqual(new Set(['cali0123456789a']));
		expect(flows[0]?.packet).toMatchObject({incoming: 'cali0123456789a', outgoing: 'flannel.1'});
	});

	it.each([
		[
			'without a pod on this node',
			routesOf({dst: '10.42.2.0/24', gateway: '10.42.2.0', dev: 'flannel.1', flags: []}),
			pods,
		],
		['without the range of the pods', routes, []],
		['of the other family', routes, ['2001:cafe:42::/56']],
	])('there are none %s', (_, given, ranges) => {
		expect(podFlowsOf(given, ranges, 'ipv4')).toEqual([]);
	});
});

const accepted =
	'-m comment --comment "Policy explicitly accepted packet." -m mark --mark 0x10000/0x10000 -j ACCEPT';
const felix = [
	'-A FORWARD -m comment --comment "cali:a" -j cali-FORWARD',
	`-A FORWARD ${accepted}`,
	'-A cali-FORWARD -j MARK --set-xmark 0x0/0xe0000',
	'-A cali-FORWARD -m mark --mark 0x0/0x10000 -j cali-from-hep-forward',
	'-A cali-FORWARD -i cali+ -j cali-from-wl-dispatch',
	'-A cali-FORWARD -o cali+ -j cali-to-wl-dispatch',
	'-A cali-from-hep-forward -j DROP',
	'-A cali-from-wl-dispatch -m set --match-set cali40s:x src -j DROP',
	'-A cali-to-wl-dispatch -j DROP',
];
const flannel = [
	'-A FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD',
	'-A FLANNEL-FWD -s 10.42.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT',
	'-A FLANNEL-FWD -d 10.42.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT',
];
const icmpOnly = ['-A FORWARD -p icmp -j ACCEPT', '-A FORWARD -j REJECT --reject-with icmp-host-prohibited'];
const filter = (policy: string, rules: readonly string[]) => {
	const chains = [...new Set(rules.map(rule => rule.split(' ')[1] ?? ''))].filter(name => name !== 'FORWARD');
	return parseIptablesSave(
		[
			'*filter',
			`:FORWARD ${policy} [0:0]`,
			...chains.map(name => `:${name} - [0:0]`),
			...rules,
			'COMMIT',
			'',
		].join('\n'),
	);
};
const none = {tables: [], incompatibleTables: []};

describe('what becomes of them', () => {
	const passages = (given: typeof routes, rules: Parameters<typeof netfilterOf>[0]) => [
		...new Set(
			podFlowsOf(given, pods, 'ipv4').map(
				({packet}) => passageOf(netfilterOf(rules, [], {policies: 'open'}), packet).kind,
			),
		),
	];

	it.each([
		['Felix accepts before the policy counts', routes, filter('DROP', felix), none, ['accepted']],
		['flannel accepts before the policy counts', flannelRoutes, filter('DROP', flannel), none, ['accepted']],
		['nobody accepts', routes, filter('DROP', []), none, ['dropped']],
		[
			'the rules of Felix are in the other back-end',
			routes,
			filter('ACCEPT', felix),
			filter('DROP', []),
			['dropped'],
		],
		[
			'what the other back-end accepts by a mark that Felix never sets',
			routes,
			filter('ACCEPT', felix),
			filter('DROP', ['-A FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT']),
			['dropped'],
		],
		[
			'what it accepts by a mark that Felix sets',
			routes,
			filter('ACCEPT', felix),
			filter('DROP', ['-A FORWARD -m mark --mark 0x10000/0x10000 -j ACCEPT']),
			['undecided'],
		],
		[
			'what it accepts by a mark, where both set some',
			routes,
			filter('ACCEPT', felix),
			filter('DROP', [
				'-A FORWARD -p icmp -j MARK --set-xmark 0x1/0x1',
				'-A FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT',
			]),
			['undecided'],
		],
		[
			'Felix comes before the iptables service',
			routes,
			filter('ACCEPT', [...felix, ...icmpOnly]),
			none,
			['accepted'],
		],
		['flannel comes after it', flannelRoutes, filter('ACCEPT', [...icmpOnly, ...flannel]), none, ['dropped']],
		[
			'a rule that nobody can follow comes before it',
			flannelRoutes,
			filter('ACCEPT', ['-A FORWARD -m set --match-set admins src -j ACCEPT', ...icmpOnly]),
			none,
			['undecided'],
		],
	])('%s', (_, given, nft, legacy, kinds) => {
		expect(passages(given, {nft, legacy})).toEqual(kinds);
	});

	it('names the rule from which on it cannot be told', () => {
		const nft = filter('DROP', ['-A FORWARD -m set --match-set admins src -j ACCEPT']);
		const [flow] = podFlowsOf(routes, pods, 'ipv4');
		expect(flow && passageOf(netfilterOf({nft, legacy: none}, []), flow.packet)).toEqual({
			kind: 'undecided',
			from: '-t filter -A FORWARD -m set --match-set admins src -j ACCEPT',
			// Whoever is not in the set comes to the policy.
			suspect: {end: {chain: 'filter FORWARD'}, shownBy: 'iptables-nft-save'},
		});
	});
});

describe('who wrote it', () => {
	const chainsOf = (...names: readonly string[]) => ({
		nft: filter(
			'DROP',
			names.map(name => `-A ${name} -j RETURN`),
		),
		legacy: none,
	});
	it.each([
		['filter FORWARD', 'iptables-nft-save', chainsOf('DOCKER-USER'), 'docker'],
		['filter FORWARD', 'iptables-nft-save', chainsOf('DOCKER-USER', 'ufw-before-forward'), 'ufw'],
		['filter FORWARD', 'iptables-nft-save', chainsOf('FORWARD_IN_ZONES'), 'firewalld'],
		['filter FORWARD', 'iptables-legacy-save', chainsOf('DOCKER-USER'), 'unknown'],
		['mangle FORWARD', 'iptables-nft-save', chainsOf('DOCKER-USER'), 'unknown'],
		['filter KUBE-ROUTER-FORWARD', 'iptables-nft-save', chainsOf(), 'kube-router'],
		['inet firewalld filter_FORWARD', 'nft', chainsOf(), 'firewalld'],
		['inet filter forward', 'nft', chainsOf('DOCKER-USER'), 'unknown'],
		['ip docker-bridges filter-FORWARD', 'nft', chainsOf(), 'docker'],
	] as const)('%s of %s', (chain, shownBy, rules, author) => {
		expect(authorOf({end: {chain}, shownBy}, rules)).toBe(author);
	});
});

describe('how to let them pass', () => {
	const rule: WalkRule = {text: '', excerpt: '', matches: () => true, action: () => ({kind: 'drop'})};
	it.each([
		[
			{end: {chain: 'filter FORWARD'}, shownBy: 'iptables-legacy-save'},
			'iptables-legacy -t filter -P FORWARD ACCEPT',
		],
		[
			{end: {chain: 'filter INPUT'}, shownBy: 'iptables-nft-save'},
			'iptables -t filter -I INPUT -s 10.42.0.0/16 -j ACCEPT',
		],
		[
			{end: {chain: 'filter FORWARD', rule}, shownBy: 'ip6tables-nft-save'},
			'ip6tables -t filter -I FORWARD -s 10.42.0.0/16 -j ACCEPT, and the same with -d',
		],
		[
			{end: {chain: 'inet filter forward', rule}, shownBy: 'nft'},
			'nft insert rule inet filter forward ip saddr 10.42.0.0/16 accept, and the same with daddr',
		],
	] as const)('%j', (drop, open) => {
		expect(netfilterRemedyOf(drop, '10.42.0.0/16').open).toBe(open);
	});
});
