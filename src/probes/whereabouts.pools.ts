import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {parseWhereaboutsPools, type WhereaboutsPool} from '../parsers/whereabouts-pool.ts';

/** No identity of an agent may list them, so that this is for servers. */
export const whereaboutsPools = defineProbe({
	id: 'whereabouts.pools',
	summary:
		'the address pools of Whereabouts and to which pods their addresses were given; none without its CRDs',
	requests: () => [
		api(
			'/apis/whereabouts.cni.cncf.io/v1alpha1/ippools',
			'metadata.name',
			'metadata.namespace',
			'spec.range',
			'spec.allocations',
		),
	],
	parse: ([reply]): readonly WhereaboutsPool[] =>
		reply?.status === 'unanswered' && reply.reason === 'not-found' && reply.code === 404
			? []
			: parseWhereaboutsPools(textOf(reply)),
});
