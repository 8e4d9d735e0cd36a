import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {parseBlockAffinities} from '../parsers/calico-ipam.ts';

export const calicoBlockAffinities = defineProbe({
	id: 'calico.block-affinities',
	summary: 'which block of addresses belongs to which node',
	requests: () => [
		api(
			'/apis/crd.projectcalico.org/v1/blockaffinities',
			'metadata.name',
			'metadata.creationTimestamp',
			'spec',
		),
	],
	parse: ([reply]) => parseBlockAffinities(textOf(reply)),
});
