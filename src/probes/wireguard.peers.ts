import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command, type Request} from '../core/request.ts';
import {isTunnelDevice} from '../derive/cni-devices.ts';
import {parseWireguard, type WireguardDevice} from '../parsers/wireguard.ts';
import {ipLink} from './ip.link.ts';

/** The same devices before and after the packets of this run. */
export interface WireguardSamples {
	readonly first: readonly WireguardDevice[];
	readonly last: readonly WireguardDevice[];
}

/** Without arguments that would print private keys. */
const request: Request = command('wg', 'show', 'all');

export const wireguardPeers = defineProbe({
	id: 'wireguard.peers',
	summary: 'peers of the WireGuard devices of CNIs: endpoints, handshakes, traffic; twice',
	needs: {links: ipLink},
	requests: ({links}) =>
		links.some(({name, kind}) => kind === 'wireguard' && isTunnelDevice(name))
			? [request, {...request, sample: 'last'}]
			: [],
	parse: ([first, last], {links}): WireguardSamples => {
		const ofCni = (devices: readonly WireguardDevice[]) => devices.filter(({name}) => isTunnelDevice(name));
		return links.some(({name, kind}) => kind === 'wireguard' && isTunnelDevice(name))
			? {first: ofCni(parseWireguard(textOf(first))), last: ofCni(parseWireguard(textOf(last)))}
			: {first: [], last: []};
	},
});
