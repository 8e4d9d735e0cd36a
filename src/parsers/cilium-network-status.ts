import {
	booleanIfAt,
	type JsonObject,
	numberIfAt,
	objectIfAt,
	objectsAt,
	present,
	textAt,
	textIfAt,
	textsAt,
} from './json-value.ts';

/** Addresses of pods: how many of one family are given out. */
export interface CiliumPool {
	readonly family: 'ipv4' | 'ipv6';
	readonly used: number;
	readonly capacity: number;
	/** Absent where the addresses come from a cloud or from several pools. */
	readonly range?: string;
}

export interface CiliumIpam {
	readonly text: string;
	readonly pools: readonly CiliumPool[];
}

/** A node as the agent of this node knows it. */
export interface CiliumClusterNode {
	/** `<cluster>/<node>`. */
	readonly name: string;
	readonly addresses: readonly string[];
	readonly podCidrs: readonly string[];
	/** Of Cilium's own health endpoint there, which has an address like a pod's. */
	readonly healthAddresses: readonly string[];
}

export interface CiliumReplacement {
	/** `True` or `False`; until 1.14 Strict, Probe, Partial, Disabled. */
	readonly mode: string;
	readonly devices: readonly string[];
	/** The interface towards the other nodes, as of the last minute; absent where Cilium finds none. */
	readonly directRoutingDevice?: string;
	readonly servesHostPorts: boolean;
}

export interface CiliumMasquerading {
	readonly isEnabled: boolean;
	readonly ipv4: boolean;
	readonly ipv6: boolean;
	/** BPF or iptables. */
	readonly mode?: string;
	/** Packets to these keep the address of the pod. */
	readonly excludedV4?: string;
}

export interface CiliumWireguard {
	readonly device: string;
	readonly port?: number;
	readonly peerCount: number;
}

export interface CiliumEncryption {
	/** Disabled, IPsec, Wireguard, Ztunnel. */
	readonly mode: string;
	readonly message?: string;
	readonly wireguard: readonly CiliumWireguard[];
}

export interface CiliumRouting {
	/** Native or Tunnel. */
	readonly mode: string;
	/** vxlan or geneve. */
	readonly protocol?: string;
	/** BPF, with which packets of pods pass by the IP stack of the host, or Legacy. */
	readonly hostMode?: string;
}

/** `IPv4: 5/254 allocated from 10.42.0.0/24, IPv6: 3/65534 allocated from 2001:cafe:42::/112`. */
const poolsIn = (text: string): readonly CiliumPool[] =>
	[
		...text.matchAll(/\bIPv([46]): (\d{1,20})\/(\d{1,20}) allocated(?: from ([0-9A-Fa-f:.]+\/\d{1,3}))?/g),
	].map(([, family, used, capacity, range]) => ({
		family: family === '4' ? 'ipv4' : 'ipv6',
		used: Number(used),
		capacity: Number(capacity),
		...present({range}),
	}));

export const ipamOf = (object: JsonObject): CiliumIpam => {
	const text = textIfAt(object, 'status')?.trim() ?? '';
	return {text, pools: poolsIn(text)};
};

export const clusterNodeOf = (object: JsonObject): CiliumClusterNode => {
	const primary = objectIfAt(object, 'primary-address') ?? {};
	const families = [objectIfAt(primary, 'ipv4') ?? {}, objectIfAt(primary, 'ipv6') ?? {}];
	const health = objectIfAt(object, 'health-endpoint-address') ?? {};
	const healthFamilies = [objectIfAt(health, 'ipv4') ?? {}, objectIfAt(health, 'ipv6') ?? {}];
	const textsOf = (objects: readonly JsonObject[], key: string): readonly string[] =>
		objects.flatMap(family => textIfAt(family, key) || []);
	return {
		name: textAt(object, 'name'),
		addresses: textsOf(families, 'ip'),
		podCidrs: textsOf(families, 'alloc-range'),
		healthAddresses: textsOf(healthFamilies, 'ip'),
	};
};

export const replacementOf = (object: JsonObject): CiliumReplacement => {
	const named = objectsAt(object, 'deviceList').map(device => textAt(device, 'name'));
	const direct = textIfAt(object, 'directRoutingDevice') ?? '';
	const hostPort = objectIfAt(objectIfAt(object, 'features') ?? {}, 'hostPort') ?? {};
	return {
		mode: textAt(object, 'mode'),
		devices: named.length > 0 ? named : textsAt(object, 'devices'),
		...(direct !== '' && {directRoutingDevice: direct}),
		servesHostPorts: booleanIfAt(hostPort, 'enabled') ?? false,
	};
};

export const masqueradingOf = (object: JsonObject): CiliumMasquerading => {
	const isEnabled = booleanIfAt(object, 'enabled') ?? false;
	// Before 1.10 there was one answer for both families.
	const protocols = objectIfAt(object, 'enabledProtocols');
	return {
		isEnabled,
		ipv4: protocols === undefined ? isEnabled : (booleanIfAt(protocols, 'ipv4') ?? false),
		ipv6: protocols === undefined ? isEnabled : (booleanIfAt(protocols, 'ipv6') ?? false),
		...present({
			mode: textIfAt(object, 'mode'),
			excludedV4: textIfAt(object, 'snat-exclusion-cidr-v4') || undefined,
		}),
	};
};

const wireguardOf = (object: JsonObject): CiliumWireguard => ({
	device: textAt(object, 'name'),
	peerCount: numberIfAt(object, 'peer-count') ?? objectsAt(object, 'peers').length,
	...present({port: numberIfAt(object, 'listen-port')}),
});

export const encryptionOf = (object: JsonObject): CiliumEncryption => ({
	mode: textAt(object, 'mode'),
	wireguard: objectsAt(objectIfAt(object, 'wireguard') ?? {}, 'interfaces').map(wireguardOf),
	...present({message: textIfAt(object, 'msg') || undefined}),
});

export const routingOf = (object: JsonObject): CiliumRouting => ({
	mode: textAt(object, 'inter-host-routing-mode'),
	...present({
		protocol: textIfAt(object, 'tunnel-protocol') || undefined,
		hostMode: textIfAt(object, 'intra-host-routing-mode') || undefined,
	}),
});
