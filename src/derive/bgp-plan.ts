import type {BgpConfiguration, BgpPeering} from '../parsers/calico-bgp.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {bgpAddressesOf, isReflector} from './bgp-peer.ts';
import {isSelected} from './calico-selector.ts';
import {isSameAddress} from './cidr.ts';
import {listNames} from './list-names.ts';

/** Of the cluster, what decides whom a node peers with. */
export interface BgpSettings {
	/** Absent is what could not be read. */
	readonly configurations: readonly BgpConfiguration[] | undefined;
	readonly peerings: readonly BgpPeering[] | undefined;
}

/** `10.0.0.1:179`, `[fd00::1]:179` → the address. */
const addressIn = (peerIp: string): string =>
	/^\[(.+)\](?::\d+)?$/.exec(peerIp)?.[1] ?? peerIp.replace(/^([\d.]+):\d+$/, '$1');

const mayBeSelected = (selector: string | undefined, {labels}: KubeNode): boolean =>
	selector !== undefined && isSelected(selector, labels) !== false;

/** Calico makes both ends of a session between nodes from the one BGPPeer that names either. */
const concerns = ({node, nodeSelector, peerIp, peerSelector}: BgpPeering, self: KubeNode): boolean => {
	const isForAll = node === undefined && nodeSelector === undefined;
	const isOtherEnd =
		peerIp === undefined
			? mayBeSelected(peerSelector, self)
			: bgpAddressesOf(self).some(address => isSameAddress(address, addressIn(peerIp)));
	return isForAll || node === self.name || mayBeSelected(nodeSelector, self) || isOtherEnd;
};

/** Why BIRD of this node has no session, as far as the cluster's settings could be read; the end of a sentence. */
export const whyNoSession = ({configurations, peerings}: BgpSettings, self: KubeNode | undefined): string => {
	if (configurations === undefined || peerings === undefined || self === undefined) {
		return 'either the mesh of the nodes is off and no BGPPeer is for this node, or confd has not written the sessions';
	}
	const isMeshOn = configurations.find(({name}) => name === 'default')?.isMeshOn ?? true;
	if (isMeshOn && !isReflector(self)) {
		return 'the mesh of the nodes is on, but confd has not written its sessions';
	}
	const own = peerings.filter(peering => concerns(peering, self)).map(({name}) => name);
	if (own.length > 0) {
		return `${listNames(own)} ${own.length === 1 ? 'is a BGPPeer' : 'are BGPPeers'} for this node, but confd has not written a session`;
	}
	const off = isMeshOn
		? 'this node is a route reflector, outside of the mesh'
		: 'the mesh of the nodes is off';
	const others = peerings.map(({name}) => name);
	return others.length === 0
		? `${off}, and there is no BGPPeer`
		: `${off}, and no BGPPeer is for this node (${listNames(others)})`;
};
