import {type Evidence, textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command, type Reply} from '../core/request.ts';
import type {NftChainPlace} from '../parsers/nft-chains.ts';
import {type NftTable, parseNftRuleset} from '../parsers/nft-ruleset.ts';
import {type IptablesRules, netfilterIptables} from './netfilter.iptables.ts';
import {netfilterNftChains} from './netfilter.nft-chains.ts';

/** iptables writes tables of these names; `netfilter.iptables` reads them with what nft does not show. */
const iptablesNames = ['filter', 'nat', 'mangle', 'raw', 'security'];
/** Tables of the cluster can be very large, and hold nothing against datagrams between nodes. */
const ofCluster = /^(?:kube-proxy|calico|flannel-ipv4|flannel-ipv6|cni_hostport|cilium.*)$/;
const mostTables = 6;

const isReadByIptables = (name: string, iptables: Evidence<IptablesRules>): boolean =>
	iptablesNames.includes(name) &&
	iptables.ok &&
	iptables.value.nft !== undefined &&
	!iptables.value.nft.incompatibleTables.includes(name);

const tablesOf = (
	chains: readonly NftChainPlace[],
	iptables: Evidence<IptablesRules>,
): readonly (readonly [family: string, name: string])[] => {
	const places = chains
		.filter(({family}) => family === 'ip' || family === 'inet')
		.filter(({type}) => type === 'filter' || type === 'route');
	const arriving = places.filter(({hook}) => hook === 'input' || hook === 'prerouting');
	const leaving = places.filter(({hook}) => hook === 'output' || hook === 'postrouting');
	const forwarded = places.filter(({hook}) => hook === 'forward');
	const tables = [...arriving, ...leaving, ...forwarded]
		.filter(({table}) => !ofCluster.test(table))
		.filter(({family, table}) => family === 'inet' || !isReadByIptables(table, iptables))
		.map(({family, table}) => [`${family} ${table}`, [family, table] as const] as const);
	return [...new Map(tables).values()].slice(0, mostTables);
};

/** A table that is gone by now, or whose name cannot be asked for, is left out. */
const tableIn = (reply: Reply | undefined): readonly NftTable[] => {
	const text = reply?.status === 'unanswered' ? undefined : textIfFound(reply);
	return text === undefined ? [] : parseNftRuleset(text).tables;
};

export const netfilterNftInput = defineProbe({
	id: 'netfilter.nft-input',
	summary: 'nftables tables of firewalls: what arrives for this node, what it sends and what it forwards',
	needs: {chains: netfilterNftChains},
	wants: {iptables: netfilterIptables},
	requests: ({chains}, {iptables}) =>
		tablesOf(chains, iptables).map(([family, name]) => command('nft', '-j', 'list', 'table', family, name)),
	parse: (replies): readonly NftTable[] => replies.flatMap(tableIn),
});
