import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {parseIpPools} from '../parsers/calico-pool.ts';

export const calicoIppools = defineProbe({
	id: 'calico.ippools',
	summary: 'IP pools of Calico: range, encapsulation, NAT',
	requests: () => [
		api('/apis/crd.projectcalico.org/v1/ippools', 'metadata.name', 'metadata.deletionTimestamp', 'spec'),
	],
	parse: ([reply]) => parseIpPools(textOf(reply)),
});
