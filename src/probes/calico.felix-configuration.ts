import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {parseFelixConfigurations} from '../parsers/calico-pool.ts';

export const calicoFelixConfiguration = defineProbe({
	id: 'calico.felix-configuration',
	summary: 'FelixConfigurations: default, and those of single nodes',
	requests: () => [api('/apis/crd.projectcalico.org/v1/felixconfigurations', 'metadata.name', 'spec')],
	parse: ([reply]) => parseFelixConfigurations(textOf(reply)),
});
