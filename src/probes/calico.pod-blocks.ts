import {defineProbe} from '../core/probe.ts';
import {calicoPodRoutes, strangeBlocks} from '../derive/calico-blocks.ts';
import type {IpamBlock} from '../parsers/calico-ipam.ts';
import {calicoIppools} from './calico.ippools.ts';
import {calicoOwnBlocks, ipamBlockRequest, ipamBlocksIn} from './calico.own-blocks.ts';
import {ipRoute} from './ip.route.ts';

/** Bounds the reads: pods with addresses of that many blocks of others are enough to tell. */
const mostBlocks = 8;

/** The blocks that hold addresses of pods of this node, by their range; absent where IPAM has no such block. */
export const calicoPodBlocks = defineProbe({
	id: 'calico.pod-blocks',
	summary: 'who has the addresses of the pods of this node, also those in blocks of other nodes',
	needs: {own: calicoOwnBlocks, pools: calicoIppools, routes: ipRoute},
	requests: ({own, pools, routes}) =>
		strangeBlocks(calicoPodRoutes(routes), pools, own).slice(0, mostBlocks).map(ipamBlockRequest),
	parse: (replies, {own, pools, routes}): ReadonlyMap<string, IpamBlock | undefined> =>
		new Map([
			...own.map(block => [block.cidr, block] as const),
			...strangeBlocks(calicoPodRoutes(routes), pools, own)
				.slice(0, mostBlocks)
				.map((cidr, index) => [cidr, ipamBlocksIn(replies[index])[0]] as const),
		]),
});
