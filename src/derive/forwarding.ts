import type {Link} from '../parsers/ip-link.ts';
import type {Route} from '../parsers/ip-route.ts';
import {isPodDevice, isTunnelDevice} from './cni-devices.ts';
import {uplinkNames} from './uplinks.ts';

/** A device that packets of pods arrive at, and does not forward them. */
export interface NotForwarding {
	readonly device: string;
	readonly side: 'pod' | 'uplink' | 'overlay';
}

/** No IPv4 arrives at tunnels of IPv6; what arrives at those of Cilium, its programs take. */
const isOverlay = (name: string): boolean =>
	/^(?:cni0|cilium_host)$/.test(name) || (isTunnelDevice(name) && !/^cilium_|-v6/.test(name));

/** Of the devices that matter those whose IPv4 forwarding is off; any other may be off on purpose. */
export const notForwarding = (
	settings: ReadonlyMap<string, {readonly forwarding: number}>,
	links: readonly Link[],
	routes: readonly Route[],
	overlayDevice: string | undefined,
): readonly NotForwarding[] => {
	const uplinks = uplinkNames(links, routes, overlayDevice);
	const sideOf = (name: string): NotForwarding['side'] | undefined => {
		if (uplinks.includes(name)) {
			return 'uplink';
		}
		return isPodDevice(name) ? 'pod' : isOverlay(name) ? 'overlay' : undefined;
	};
	return links.flatMap(({name: device, master}) => {
		// What arrives at a port arrives, to IP, at its bridge or bond.
		const isOff = settings.get(device)?.forwarding === 0 && master === undefined;
		const side = isOff ? sideOf(device) : undefined;
		return side === undefined ? [] : [{device, side}];
	});
};
