import {parseIpJson} from './ip-json.ts';
import {
	booleanIfAt,
	isFlagged,
	type JsonObject,
	numberAt,
	numberIfAt,
	objectIfAt,
	present,
	textAt,
	textIfAt,
	textsAt,
} from './json-value.ts';
import {macAddressIn} from './mac-address.ts';

export interface Vxlan {
	/** 0 on a device that takes the VNI from each packet; old iproute2 leaves it and the port out there. */
	readonly vni?: number;
	readonly port?: number;
	/** Source address of the tunnel, of either family. */
	readonly local?: string;
	/** Multicast group or default destination. */
	readonly group?: string;
	/** Name of the underlay device. */
	readonly lower?: string;
	readonly learning?: boolean;
	/** Takes its tunnel data from each packet (Cilium). */
	readonly isExternal: boolean;
	/** Changes of the header that both ends must know: gbp, gpe, remcsum_tx. */
	readonly extensions?: readonly string[];
	/** Hops that datagrams are given; absent: as the kernel likes. */
	readonly ttl?: number;
}

/** What a bridge does with one of its ports; old kernels tell less. */
export interface BridgePort {
	/** forwarding, disabled, blocking, listening, learning. */
	readonly state?: string;
	/** Packets of one isolated port reach no other one. */
	readonly isIsolated?: boolean;
	/** It takes packets only of MAC addresses that somebody has entered. */
	readonly isLocked?: boolean;
	/** The bridge remembers who is behind it. */
	readonly isLearning?: boolean;
	/** It gets packets for addresses that the bridge does not know. */
	readonly isFlooded?: boolean;
	/** A packet may leave by the port that it came in by. */
	readonly isHairpin?: boolean;
}

export interface LinkCounters {
	readonly bytes: number;
	readonly packets: number;
	readonly errors: number;
	readonly dropped: number;
}

export interface Bond {
	readonly mode: string;
	readonly active?: string;
	/** Of 802.3ad: MAC of the switch that speaks LACP on the ports in use; zeros while none does. */
	readonly partner?: string;
}

/** A network device, as `ip -j -d link` and `ip -j -d -s link` tell it. */
export interface Link {
	readonly name: string;
	readonly index: number;
	readonly flags: readonly string[];
	/** Administratively up. */
	readonly isUp: boolean;
	/** Tunnels and dummies have carrier while their operstate is UNKNOWN. */
	readonly hasCarrier: boolean;
	readonly operstate: string;
	readonly mtu: number;
	readonly mac?: string;
	/** Kind of its queue (qdisc): noqueue, fq_codel, mq … */
	readonly queue?: string;
	/** vxlan, veth, bridge …; absent for hardware. */
	readonly kind?: string;
	/** Device below, or peer of a veth, in the same namespace. */
	readonly lower?: string;
	/** Index of the peer in the namespace that `peerNamespace` numbers. */
	readonly peerIndex?: number;
	readonly peerNamespace?: number;
	/** Bridge, bond or VRF that this device belongs to. */
	readonly master?: string;
	readonly alias?: string;
	/** Without carrier because a program told the kernel to hold it down. */
	readonly isProtodown?: true;
	/** As a port of a bridge. */
	readonly port?: BridgePort;
	readonly vxlan?: Vxlan;
	readonly vlan?: {readonly id: number; readonly protocol?: string};
	readonly bond?: Bond;
	readonly bridge?: {readonly filtersVlans: boolean};
	readonly macvlan?: {readonly mode: string};
	readonly ipvlan?: {readonly mode: string};
	/** Only with `-s`. */
	readonly counters?: {readonly received: LinkCounters; readonly sent: LinkCounters};
}

const extensionsOf = (data: JsonObject): readonly string[] | undefined => {
	const found = ['gbp', 'gpe', 'remcsum_tx'].filter(key => isFlagged(data, key) && data[key] !== false);
	return found.length === 0 ? undefined : found;
};

const vxlanOf = (data: JsonObject): Vxlan => ({
	...present({
		vni: numberIfAt(data, 'id'),
		port: numberIfAt(data, 'port'),
		local: textIfAt(data, 'local') ?? textIfAt(data, 'local6'),
		group: textIfAt(data, 'group') ?? textIfAt(data, 'group6'),
		lower: textIfAt(data, 'link'),
		learning: booleanIfAt(data, 'learning'),
		extensions: extensionsOf(data),
		// 0 leaves it to the kernel, `inherit` to the packet inside.
		ttl: typeof data.ttl === 'number' && data.ttl > 0 ? data.ttl : undefined,
	}),
	isExternal: isFlagged(data, 'external'),
});

const bondOf = (data: JsonObject): Bond => ({
	mode: textAt(data, 'mode'),
	...present({
		active: textIfAt(data, 'active_slave'),
		partner: macAddressIn(textIfAt(objectIfAt(data, 'ad_info') ?? {}, 'partner_mac')),
	}),
});

const portOf = (data: JsonObject | undefined): BridgePort | undefined =>
	data &&
	present({
		state: textIfAt(data, 'state'),
		isIsolated: booleanIfAt(data, 'isolated'),
		isLocked: booleanIfAt(data, 'locked'),
		isLearning: booleanIfAt(data, 'learning'),
		isFlooded: booleanIfAt(data, 'flood'),
		isHairpin: booleanIfAt(data, 'hairpin'),
	});

const kindDetails = (kind: string | undefined, data: JsonObject) => {
	switch (kind) {
		case 'vxlan':
			return {vxlan: vxlanOf(data)};
		case 'vlan':
			return {vlan: {id: numberAt(data, 'id'), ...present({protocol: textIfAt(data, 'protocol')})}};
		case 'bond':
			return {bond: bondOf(data)};
		case 'bridge':
			return {bridge: {filtersVlans: data.vlan_filtering === 1 || data.vlan_filtering === true}};
		case 'macvlan':
			return {macvlan: {mode: textAt(data, 'mode')}};
		case 'ipvlan':
			return {ipvlan: {mode: textAt(data, 'mode')}};
		default:
			return {};
	}
};

const directionOf = (object: JsonObject): LinkCounters => ({
	bytes: numberAt(object, 'bytes'),
	packets: numberAt(object, 'packets'),
	errors: numberAt(object, 'errors'),
	dropped: numberAt(object, 'dropped'),
});

const countersOf = (object: JsonObject): Link['counters'] => {
	const stats = objectIfAt(object, 'stats64') ?? objectIfAt(object, 'stats');
	const received = stats && objectIfAt(stats, 'rx');
	const sent = stats && objectIfAt(stats, 'tx');
	return received && sent && {received: directionOf(received), sent: directionOf(sent)};
};

const linkOf = (object: JsonObject): Link => {
	const flags = textsAt(object, 'flags');
	const info = objectIfAt(object, 'linkinfo') ?? {};
	const kind = textIfAt(info, 'info_kind');
	return {
		name: textAt(object, 'ifname'),
		index: numberAt(object, 'ifindex'),
		flags,
		isUp: flags.includes('UP'),
		hasCarrier: flags.includes('LOWER_UP'),
		operstate: textAt(object, 'operstate'),
		mtu: numberAt(object, 'mtu'),
		...present({
			mac: macAddressIn(textIfAt(object, 'address')),
			queue: textIfAt(object, 'qdisc'),
			kind,
			lower: textIfAt(object, 'link'),
			peerIndex: numberIfAt(object, 'link_index'),
			peerNamespace: numberIfAt(object, 'link_netnsid'),
			master: textIfAt(object, 'master'),
			alias: textIfAt(object, 'ifalias'),
			counters: countersOf(object),
			port:
				textIfAt(info, 'info_slave_kind') === 'bridge'
					? portOf(objectIfAt(info, 'info_slave_data'))
					: undefined,
		}),
		...(isFlagged(object, 'proto_down') && {isProtodown: true as const}),
		...kindDetails(kind, objectIfAt(info, 'info_data') ?? {}),
	};
};

/** Network devices in the order of their index. */
export const parseIpLink = (text: string): readonly Link[] => parseIpJson(text).map(linkOf);
