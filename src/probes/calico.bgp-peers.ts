import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {parseBgpPeerings} from '../parsers/calico-bgp.ts';

export const calicoBgpPeers = defineProbe({
	id: 'calico.bgp-peers',
	summary: 'BGPPeers of Calico: which nodes peer with which routers and reflectors',
	requests: () => [
		api(
			'/apis/crd.projectcalico.org/v1/bgppeers',
			'metadata.name',
			'spec.node',
			'spec.nodeSelector',
			'spec.peerIP',
			'spec.peerSelector',
		),
	],
	parse: ([reply]) => parseBgpPeerings(textOf(reply)),
});
