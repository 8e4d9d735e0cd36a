import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {parseNftChainDevices} from '../parsers/nft-ruleset.ts';
import {netfilterNftChains} from './netfilter.nft-chains.ts';

const mostTables = 4;
const atDevices: readonly (string | undefined)[] = ['ingress', 'egress'];

/** Devices of base chains by family, table and chain, `netdev edge in`. */
export type ChainDevices = ReadonlyMap<string, readonly string[]>;

export const netfilterNftDevices = defineProbe({
	id: 'netfilter.nft-devices',
	summary: 'at which devices chains of nftables are, where they are at any',
	needs: {chains: netfilterNftChains},
	requests: ({chains}) =>
		tablesOf(chains).map(([family, table]) => command('nft', 'list', 'table', family, table)),
	/** Of a table that is gone by now nothing is known. */
	parse: (replies, {chains}): ChainDevices =>
		new Map(
			tablesOf(chains).flatMap(([family, table], index) => {
				const reply = replies[index];
				return reply?.status === 'answered'
					? [...parseNftChainDevices(reply.body)].map(
							([chain, devices]) => [`${family} ${table} ${chain}`, devices] as const,
						)
					: [];
			}),
		),
});

const tablesOf = (chains: readonly {family: string; table: string; hook?: string}[]) =>
	[
		...new Map(
			chains
				.filter(({hook}) => atDevices.includes(hook))
				.map(({family, table}) => [`${family} ${table}`, [family, table] as const]),
		).values(),
	].slice(0, mostTables);
