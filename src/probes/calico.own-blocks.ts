import {textIfFound, textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {type BlockAffinity, type IpamBlock, parseIpamBlocks} from '../parsers/calico-pool.ts';
import {calicoBlockAffinities} from './calico.block-affinities.ts';
import {rke2NodeName} from './rke2.node-name.ts';

/** Bounds the reads: a node has 20 blocks at most unless IPAMConfig says otherwise. */
const mostBlocks = 40;

const ownOf = (affinities: readonly BlockAffinity[], self: string): readonly BlockAffinity[] =>
	affinities.filter(({node, state}) => node === self && state === 'confirmed').slice(0, mostBlocks);

/** https://github.com/projectcalico/calico/blob/master/libcalico-go/lib/names/cidrs.go: 10.42.97.0/26 is 10-42-97-0-26. */
const nameOf = ({cidr}: BlockAffinity): string => cidr.replaceAll(/[.:/]/g, '-');

export const calicoOwnBlocks = defineProbe({
	id: 'calico.own-blocks',
	summary: 'how many addresses are free in the blocks of this node',
	needs: {affinities: calicoBlockAffinities, name: rke2NodeName},
	requests: ({affinities, name: {name}}) =>
		ownOf(affinities, name).map(block =>
			api(
				`/apis/crd.projectcalico.org/v1/ipamblocks/${nameOf(block)}`,
				'metadata.name',
				'spec.cidr',
				'spec.affinity',
				'spec.unallocated',
			),
		),
	parse: (replies): readonly IpamBlock[] =>
		replies.flatMap(reply => {
			// A block can be given back between the two reads.
			const text = textIfFound(reply);
			return text === undefined ? [] : parseIpamBlocks(textOf(reply));
		}),
});
