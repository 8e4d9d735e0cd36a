import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {parseBgpConfigurations} from '../parsers/calico-bgp.ts';

export const calicoBgpConfiguration = defineProbe({
	id: 'calico.bgp-configuration',
	summary: 'BGPConfigurations of Calico: whether all nodes peer with one another',
	requests: () => [
		api('/apis/crd.projectcalico.org/v1/bgpconfigurations', 'metadata.name', 'spec.nodeToNodeMeshEnabled'),
	],
	parse: ([reply]) => parseBgpConfigurations(textOf(reply)),
});
