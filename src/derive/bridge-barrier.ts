import type {BridgeVlans} from '../parsers/bridge-vlan.ts';
import type {Link} from '../parsers/ip-link.ts';
import {isPodDevice} from './cni-devices.ts';

/** Why nothing that a bridge is given leaves the machine. */
export interface BridgeBarrier {
	readonly kind: 'blocked' | 'noPort' | 'vlan';
	readonly bridge: Link;
	/** Its ports with a carrier, but those of pods and virtual machines. */
	readonly ports: readonly Link[];
	/** In which the packets are, where the bridge looks at VLANs. */
	readonly vlan?: number;
}

/** While a port is new it listens and learns for half a minute. */
const closed: readonly string[] = ['blocking', 'disabled'];

const ofGuests = ({name, kind}: Link): boolean =>
	isPodDevice(name) || kind === 'tun' || kind === 'veth' || kind === 'macvtap';

const carries = ({ranges}: BridgeVlans, vlan: number): boolean =>
	ranges.some(([first, last]) => first <= vlan && vlan <= last);

/** What stops packets that leave by `way`, a bridge or a VLAN upon one; nothing where one port may let them through. */
export const bridgeBarrier = (
	way: string,
	links: readonly Link[],
	vlans: readonly BridgeVlans[],
): BridgeBarrier | undefined => {
	const device = links.find(({name}) => name === way);
	const bridge = device?.kind === 'vlan' ? links.find(({name}) => name === device.lower) : device;
	if (bridge?.bridge === undefined || !bridge.isUp) {
		return undefined;
	}
	const all = links.filter(({master, isUp, hasCarrier}) => master === bridge.name && isUp && hasCarrier);
	const ports = all.filter(link => !ofGuests(link));
	if (ports.length === 0) {
		// A guest may be the router of this machine.
		return all.length === 0 ? {kind: 'noPort', bridge, ports} : undefined;
	}
	const open = ports.filter(({port}) => port?.state === undefined || !closed.includes(port.state));
	if (open.length === 0) {
		return {kind: 'blocked', bridge, ports};
	}
	const own = vlans.find(({link}) => link === bridge.name);
	const vlan = device?.vlan?.id ?? own?.untagged;
	if (!bridge.bridge.filtersVlans || own === undefined || vlan === undefined) {
		return undefined;
	}
	const passes = open.some(({name}) => vlans.some(entry => entry.link === name && carries(entry, vlan)));
	return passes && carries(own, vlan) ? undefined : {kind: 'vlan', bridge, ports: open, vlan};
};
