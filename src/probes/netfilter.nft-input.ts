import {type Evidence, textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command, type Reply} from '../core/request.ts';
import type {BackendRules} from '../derive/netfilter-hooks.ts';
import type {NftChainPlace} from '../parsers/nft-chains.ts';
import {type NftTable, parseNftRuleset} from '../parsers/nft-ruleset.ts';
import {clusterRanges} from './cluster.ranges.ts';
import {netfilterIp6tables} from './netfilter.ip6tables.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterNftChains} from './netfilter.nft-chains.ts';

/** iptables writes tables of these names; `netfilter.iptables` reads them with what nft does not show. */
const iptablesNames = ['filter', 'nat', 'mangle', 'raw', 'security'];
/** Tables of the cluster can be very large, and hold nothing against datagrams between nodes. */
const ofCluster = /^(?:kube-proxy|calico|flannel-ipv4|flannel-ipv6|cni_hostport|cilium.*)$/;
const mostTables = 12;

type Families = Readonly<Record<'ip' | 'ip6', Evidence<BackendRules | undefined>>>;

const isReadByIptables = ({family, table}: NftChainPlace, rules: Families): boolean => {
	const read = family === 'ip' || family === 'ip6' ? rules[family] : undefined;
	const nft = read?.ok === true ? read.value?.nft : undefined;
	return nft !== undefined && iptablesNames.includes(table) && !nft.incompatibleTables.includes(table);
};

const tablesOf = (
	chains: readonly NftChainPlace[],
	families: readonly string[],
	rules: Families,
): readonly (readonly [family: string, name: string])[] => {
	const places = chains
		.filter(({family}) => families.includes(family))
		.filter(({type}) => type === 'filter' || type === 'route');
	const arriving = places.filter(({hook}) => ['input', 'prerouting', 'ingress'].includes(hook ?? ''));
	const leaving = places.filter(({hook}) => ['output', 'postrouting', 'egress'].includes(hook ?? ''));
	const forwarded = places.filter(({hook}) => hook === 'forward');
	const tables = [...arriving, ...leaving, ...forwarded]
		.filter(({table}) => !ofCluster.test(table))
		.filter(place => !isReadByIptables(place, rules))
		.map(({family, table}) => [`${family} ${table}`, [family, table] as const] as const);
	return [...new Map(tables).values()].slice(0, mostTables);
};

/** A table that is gone by now is left out; one that could not be read may hold anything. */
const tableIn = (reply: Reply | undefined): readonly NftTable[] => {
	const isGone = reply?.status === 'unanswered' && ['not-found', 'exit-code'].includes(reply.reason);
	return isGone ? [] : parseNftRuleset(textOf(reply)).tables;
};

export const netfilterNftInput = defineProbe({
	id: 'netfilter.nft-input',
	summary: 'nftables tables of firewalls: what arrives for this node, what it sends and what it forwards',
	needs: {chains: netfilterNftChains},
	wants: {iptables: netfilterIptables, ip6tables: netfilterIp6tables, ranges: clusterRanges},
	requests: ({chains}, {iptables, ip6tables, ranges}) => {
		const hasIpv6 = ranges.ok && ranges.value.pods.some(range => range.includes(':'));
		const families = ['inet', 'ip', 'netdev', 'bridge', 'arp', ...(hasIpv6 ? ['ip6'] : [])];
		return tablesOf(chains, families, {ip: iptables, ip6: ip6tables}).map(([family, name]) =>
			command('nft', '-j', 'list', 'table', family, name),
		);
	},
	parse: (replies): readonly NftTable[] => replies.flatMap(tableIn),
});
