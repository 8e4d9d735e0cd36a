import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {type NftChainPlace, parseNftChains} from '../parsers/nft-chains.ts';

export const netfilterNftChains = defineProbe({
	id: 'netfilter.nft-chains',
	summary: 'names and hooks of all nftables chains; none when the kernel has no nftables loaded',
	requests: () => [command('nft', '-j', 'list', 'chains')],
	parse: ([reply]): readonly NftChainPlace[] =>
		reply?.status === 'unanswered' && reply.reason === 'would-change-node'
			? []
			: parseNftChains(textOf(reply)),
});
