import {type Evidence, textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command, type Reply} from '../core/request.ts';
import type {BackendRules} from '../derive/netfilter-hooks.ts';
import type {NftChainPlace} from '../parsers/nft-chains.ts';
import {type NftTable, parseNftRuleset} from '../parsers/nft-ruleset.ts';
import {type ClusterRanges, clusterRanges} from './cluster.ranges.ts';
import {netfilterIp6tables} from './netfilter.ip6tables.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterNftChains} from './netfilter.nft-chains.ts';
import {type ChainDevices, netfilterNftDevices} from './netfilter.nft-devices.ts';

/** iptables writes tables of these names; `netfilter.iptables` reads them with what nft does not show. */
const iptablesNames = ['filter', 'nat', 'mangle', 'raw', 'security'];
/** Tables of the cluster can be very large, and hold nothing against datagrams between nodes. */
const ofCluster = /^(?:kube-proxy|calico|flannel-ipv4|flannel-ipv6|cni_hostport|cilium.*)$/;
const mostTables = 12;
/** Firewalls are there; tables of other families come after them. */
const ipFamilies = ['inet', 'ip', 'ip6'];

type Table = readonly [family: string, name: string];

type Families = Readonly<Record<'ip' | 'ip6', Evidence<BackendRules | undefined>>>;

interface Wanted {
	readonly iptables: Families['ip'];
	readonly ip6tables: Families['ip6'];
	readonly ranges: Evidence<ClusterRanges>;
	readonly devices: Evidence<ChainDevices>;
}

const isReadByIptables = ({family, table}: NftChainPlace, rules: Families): boolean => {
	const read = family === 'ip' || family === 'ip6' ? rules[family] : undefined;
	const nft = read?.ok === true ? read.value?.nft : undefined;
	return nft !== undefined && iptablesNames.includes(table) && !nft.incompatibleTables.includes(table);
};

const tablesOf = (
	chains: readonly NftChainPlace[],
	{iptables, ip6tables, ranges}: Wanted,
): readonly Table[] => {
	const hasIpv6 = ranges.ok && ranges.value.pods.some(range => range.includes(':'));
	const families = ['inet', 'ip', 'netdev', 'bridge', 'arp', ...(hasIpv6 ? ['ip6'] : [])];
	const places = chains
		.filter(({family}) => families.includes(family))
		.filter(({type}) => type === 'filter' || type === 'route');
	const arriving = places.filter(({hook}) => ['input', 'prerouting', 'ingress'].includes(hook ?? ''));
	const leaving = places.filter(({hook}) => ['output', 'postrouting', 'egress'].includes(hook ?? ''));
	const forwarded = places.filter(({hook}) => hook === 'forward');
	const tables = [...arriving, ...leaving, ...forwarded]
		.filter(({table}) => !ofCluster.test(table))
		.filter(place => !isReadByIptables(place, {ip: iptables, ip6: ip6tables}))
		.map(({family, table}) => [`${family} ${table}`, [family, table] as const] as const);
	const [ofIp, others] = [true, false].map(isIp =>
		[...new Map(tables).values()].filter(([family]) => ipFamilies.includes(family) === isIp),
	);
	return [...(ofIp ?? []), ...(others ?? [])];
};

const unread = ([family, name]: Table, chains: readonly NftChainPlace[]): NftTable => ({
	family,
	name,
	chains: chains
		.filter(chain => chain.family === family && chain.table === name)
		.map(({name: chain, hook, type}) => ({
			...{name: chain, rules: [], isUnread: true},
			...(hook !== undefined && {hook}),
			...(type !== undefined && {type}),
		})),
	sets: new Map(),
});

/** A table that is gone by now is left out; one of a firewall that could not be read may hold anything. */
const tablesIn = (
	reply: Reply | undefined,
	table: Table,
	chains: readonly NftChainPlace[],
): readonly NftTable[] => {
	if (reply?.status === 'unanswered' && ['not-found', 'exit-code'].includes(reply.reason)) {
		return [];
	}
	try {
		return parseNftRuleset(textOf(reply)).tables;
	} catch (error) {
		if (ipFamilies.includes(table[0])) {
			throw error;
		}
		return [unread(table, chains)];
	}
};

/** JSON of an older nft leaves out at which devices a chain is. */
const withDevices =
	({devices}: Wanted) =>
	(table: NftTable): NftTable => ({
		...table,
		chains: table.chains.map(chain => {
			const known = devices.ok ? devices.value.get(`${table.family} ${table.name} ${chain.name}`) : undefined;
			return chain.devices !== undefined || known === undefined ? chain : {...chain, devices: known};
		}),
	});

export const netfilterNftInput = defineProbe({
	id: 'netfilter.nft-input',
	summary: 'nftables tables of firewalls: what arrives for this node, what it sends and what it forwards',
	needs: {chains: netfilterNftChains},
	wants: {
		...{iptables: netfilterIptables, ip6tables: netfilterIp6tables, ranges: clusterRanges},
		devices: netfilterNftDevices,
	},
	requests: ({chains}, wanted) =>
		tablesOf(chains, wanted)
			.slice(0, mostTables)
			.map(([family, name]) => command('nft', '-j', 'list', 'table', family, name)),
	parse: (replies, {chains}, wanted): readonly NftTable[] =>
		tablesOf(chains, wanted)
			.flatMap((table, index) =>
				index < mostTables ? tablesIn(replies[index], table, chains) : [unread(table, chains)],
			)
			.map(withDevices(wanted)),
});
