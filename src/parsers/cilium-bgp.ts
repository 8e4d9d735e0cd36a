import {jsonFrom} from './json-text.ts';
import {isObject, numberIfAt, present, textAt, textIfAt} from './json-value.ts';

/** A router that Cilium's agent on this node is told to speak BGP with. */
export interface CiliumBgpPeer {
	readonly address: string;
	readonly port?: number;
	readonly asn?: number;
	readonly localAsn?: number;
	/** established, or one of idle, connect, active, open_sent, open_confirm. */
	readonly state: string;
}

/** The agent's answer to `GET /v1/bgp/peers`: https://github.com/cilium/cilium/blob/main/api/v1/models/bgp_peer.go */
export const parseCiliumBgpPeers = (text: string): readonly CiliumBgpPeer[] => {
	const value = jsonFrom(text);
	// Go writes an empty list as null.
	if (value !== null && !Array.isArray(value)) {
		throw new Error('expected a list of BGP peers');
	}
	return (value ?? []).filter(isObject).map(peer => ({
		address: textAt(peer, 'peer-address'),
		state: (textIfAt(peer, 'session-state') || 'unknown').toLowerCase(),
		...present({
			port: numberIfAt(peer, 'peer-port'),
			asn: numberIfAt(peer, 'peer-asn'),
			localAsn: numberIfAt(peer, 'local-asn'),
		}),
	}));
};
