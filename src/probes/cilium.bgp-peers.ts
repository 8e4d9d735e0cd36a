import {defineProbe} from '../core/probe.ts';
import {http} from '../core/request.ts';
import {parseCiliumBgpPeers} from '../parsers/cilium-bgp.ts';
import {ciliumConfiguration} from './cilium.configuration.ts';
import {ciliumAnswer, ciliumSocketPath} from './cilium.socket.ts';

/** Not asked for where the agents are told to speak no BGP. */
export const ciliumBgpPeers = defineProbe({
	id: 'cilium.bgp-peers',
	summary: "the BGP sessions of Cilium's agent on this node",
	needs: {configuration: ciliumConfiguration},
	requests: ({configuration}) =>
		configuration['enable-bgp-control-plane'] === 'true'
			? [http('http://localhost/v1/bgp/peers', ciliumSocketPath)]
			: [],
	parse: ([reply]) => (reply === undefined ? [] : parseCiliumBgpPeers(ciliumAnswer(reply))),
});
