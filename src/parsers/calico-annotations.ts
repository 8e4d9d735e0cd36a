import {createHash} from 'node:crypto';
import type {IpFamily} from '../core/environment.ts';
import {present} from './json-value.ts';
import {macAddressIn} from './mac-address.ts';

/** Where a node's Calico can be reached in one family. */
export interface CalicoEndpoint {
	/** The node's address as calico-node found it, with the prefix of its network: `10.0.0.1/24`. */
	readonly address?: string;
	/** Of vxlan.calico. */
	readonly vxlanTunnel?: string;
	/** Of tunl0. */
	readonly ipipTunnel?: string;
	readonly wireguardTunnel?: string;
	/** Public key of wireguard.cali, with which others encrypt. */
	readonly wireguardKey?: string;
	/** Somebody's order which MAC vxlan.calico is to have. */
	readonly vxlanMac?: string;
}

/** What calico-node on a node announces to its peers. */
export interface CalicoAnnouncement {
	readonly ipv4?: CalicoEndpoint;
	readonly ipv6?: CalicoEndpoint;
	/** Speaks BGP with an AS of its own. */
	readonly asNumber?: string;
}

const prefix = 'projectcalico.org/';

const endpointOf = (
	annotation: (key: string) => string | undefined,
	version: 'IPv4' | 'IPv6',
): CalicoEndpoint | undefined => {
	const mac = annotation(version === 'IPv4' ? 'VXLANTunnelMACAddr' : 'VXLANTunnelMACAddrV6');
	const endpoint: CalicoEndpoint = present({
		address: annotation(`${version}Address`),
		vxlanTunnel: annotation(`${version}VXLANTunnelAddr`),
		ipipTunnel: annotation(`${version}IPIPTunnelAddr`),
		wireguardTunnel: annotation(`${version}WireguardInterfaceAddr`),
		wireguardKey: annotation(version === 'IPv4' ? 'WireguardPublicKey' : 'WireguardPublicKeyV6'),
		vxlanMac: mac === undefined ? undefined : macAddressIn(mac),
	});
	return Object.keys(endpoint).length === 0 ? undefined : endpoint;
};

/**
 * Reads the annotations of a Node. On Canal they are leftovers: calico-node writes none there.
 * https://github.com/projectcalico/calico/blob/master/libcalico-go/lib/backend/k8s/resources/node.go
 */
export const calicoAnnouncementOf = (annotations: Readonly<Record<string, string>>): CalicoAnnouncement => {
	const annotation = (key: string): string | undefined => annotations[prefix + key] || undefined;
	return present({
		ipv4: endpointOf(annotation, 'IPv4'),
		ipv6: endpointOf(annotation, 'IPv6'),
		asNumber: annotation('ASNumber'),
	});
};

/**
 * The MAC of a node's vxlan.calico, which every node works out for itself from the node's name.
 * https://github.com/projectcalico/calico/blob/master/felix/calc/vxlan_resolver.go
 */
export const vtepMacOf = (node: string, family: IpFamily): string => {
	const digest = createHash('sha1')
		.update(family === 'ipv4' ? node : `${node}-v6`)
		.digest();
	return [0x66, ...digest.subarray(0, 5)].map(byte => byte.toString(16).padStart(2, '0')).join(':');
};
