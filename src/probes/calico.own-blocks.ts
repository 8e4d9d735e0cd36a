import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api, type Reply, type Request} from '../core/request.ts';
import {type BlockAffinity, type IpamBlock, parseIpamBlocks} from '../parsers/calico-ipam.ts';
import {calicoBlockAffinities} from './calico.block-affinities.ts';
import {rke2NodeName} from './rke2.node-name.ts';

/** Bounds the reads: a node has 20 blocks at most unless IPAMConfig says otherwise. */
const mostBlocks = 40;

const ownOf = (affinities: readonly BlockAffinity[], self: string): readonly BlockAffinity[] =>
	affinities.filter(({node, state}) => node === self && state === 'confirmed').slice(0, mostBlocks);

/** https://github.com/projectcalico/calico/blob/master/libcalico-go/lib/names/cidrs.go: 10.42.97.0/26 is 10-42-97-0-26. */
export const ipamBlockRequest = (cidr: string): Request =>
	api(
		`/apis/crd.projectcalico.org/v1/ipamblocks/${cidr.replaceAll(/[.:/]/g, '-')}`,
		'metadata.name',
		'spec.cidr',
		'spec.affinity',
		'spec.unallocated',
		'spec.allocations',
		'spec.attributes',
	);

/** None where there is no such block, or no longer: it can be given back between two reads. */
export const ipamBlocksIn = (reply: Reply | undefined): readonly IpamBlock[] => {
	const text = textIfFound(reply);
	return text === undefined ? [] : parseIpamBlocks(text);
};

export const calicoOwnBlocks = defineProbe({
	id: 'calico.own-blocks',
	summary: 'which addresses are free in the blocks of this node, and who has the others',
	needs: {affinities: calicoBlockAffinities, name: rke2NodeName},
	requests: ({affinities, name: {name}}) => ownOf(affinities, name).map(({cidr}) => ipamBlockRequest(cidr)),
	parse: replies => replies.flatMap(ipamBlocksIn),
});
