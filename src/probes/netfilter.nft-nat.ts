import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import type {NftChainPlace} from '../parsers/nft-chains.ts';
import {type NftTable, parseNftRuleset} from '../parsers/nft-ruleset.ts';
import {netfilterNftChains} from './netfilter.nft-chains.ts';

const mostTables = 6;

/** The table nat is iptables'; that of portmap, and that of kube-proxy where it runs in that mode, translate what they are for. */
const isForeign = ({family, table}: NftChainPlace): boolean =>
	(family === 'ip' || family === 'inet') &&
	!(family === 'ip' && table === 'nat') &&
	!/^(?:kube-proxy|cni_hostport|calico|cilium.*)$/.test(table);

const tablesOf = (chains: readonly NftChainPlace[]): readonly (readonly [string, string])[] => {
	const translating = chains.filter(
		({type, hook}) => type === 'nat' && (hook === 'prerouting' || hook === 'output'),
	);
	const found = translating
		.filter(isForeign)
		.map(({family, table}) => [`${family} ${table}`, [family, table]] as const);
	return [...new Map(found).values()].slice(0, mostTables);
};

export const netfilterNftNat = defineProbe({
	id: 'netfilter.nft-nat',
	summary: 'nftables tables that give packets another destination, beside those of the cluster',
	needs: {chains: netfilterNftChains},
	requests: ({chains}) =>
		tablesOf(chains).map(([family, name]) => command('nft', '-j', 'list', 'table', family, name)),
	// A table that is gone by now is left out.
	parse: (replies, {chains}): readonly NftTable[] =>
		tablesOf(chains).flatMap((_, index) => {
			const reply = replies[index];
			const isGone = reply?.status === 'unanswered' && ['not-found', 'exit-code'].includes(reply.reason);
			return isGone ? [] : parseNftRuleset(textOf(reply)).tables;
		}),
});
