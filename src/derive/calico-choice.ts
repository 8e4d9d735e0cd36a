import type {IpFamily} from '../core/environment.ts';
import type {InterfaceAddress} from '../parsers/ip-address.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Route} from '../parsers/ip-route.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {calicoAddressOf, calicoEndpointOf, calicoPeersOf} from './calico-endpoint.ts';
import {isSameAddress} from './cidr.ts';
import {isTunnelDevice} from './cni-devices.ts';
import {isFloating} from './floating-address.ts';
import {isInService, standingOf} from './node-standing.ts';
import {hasRouteBy} from './route-by-device.ts';

/** Of kube-proxy in ipvs mode and of NodeLocal DNSCache: the same on every node. */
const serviceDevices: readonly string[] = ['kube-ipvs0', 'nodelocaldns'];

export interface CalicoSituation {
	readonly node: KubeNode;
	readonly nodes: readonly KubeNode[];
	readonly addresses: readonly InterfaceAddress[];
	readonly routes: readonly Route[];
	readonly links: readonly Link[];
}

/** The address that calico-node took for its node in one family, and who has it. */
export interface CalicoChoice {
	readonly family: IpFamily;
	readonly address: string;
	/** With the prefix of its network. */
	readonly full: string;
	readonly holders: readonly InterfaceAddress[];
	/** The other nodes in service. */
	readonly others: readonly KubeNode[];
}

/** Why the other nodes do not reach this one at the address that Calico took, or may not for long. */
export type CalicoChoiceFault =
	| {readonly kind: 'absent'}
	| {readonly kind: 'duplicate'; readonly names: readonly string[]}
	| {readonly kind: 'services' | 'tunnel' | 'floating'; readonly holder: InterfaceAddress}
	| {
			readonly kind: 'unroutable';
			readonly holder: InterfaceAddress;
			readonly peers: ReturnType<typeof calicoPeersOf>;
	  }
	| {readonly kind: 'virtual'; readonly device: Link};

/** What calico-node announces for its node; nothing where it has not chosen yet. */
export const calicoChoiceOf = (
	{node, nodes, addresses}: CalicoSituation,
	family: IpFamily,
): CalicoChoice | undefined => {
	const address = calicoAddressOf(node, family);
	return address === undefined
		? undefined
		: {
				family,
				address,
				full: calicoEndpointOf(node, family).address ?? address,
				holders: addresses.filter(holder => isSameAddress(holder.address, address)),
				others: nodes.filter(other => other.name !== node.name && isInService(standingOf(other))),
			};
};

/** Where no route by the device of that address leads to any other node. */
const cutOffFrom = (
	{family, others}: CalicoChoice,
	{link}: InterfaceAddress,
	{routes, links}: CalicoSituation,
): ReturnType<typeof calicoPeersOf> => {
	const device = links.find(({name}) => name === link);
	// A bridge of Docker has no carrier until a container is on it.
	const isOpenEnded = device?.hasCarrier === true || device?.kind === 'bridge';
	const peers = calicoPeersOf(others, family);
	const isCutOff = peers.every(peer => !hasRouteBy(routes, link, peer.address));
	return device?.isUp === true && isOpenEnded && isCutOff ? peers : [];
};

/** What speaks against an address of this node that is not its InternalIP. */
const faultBesideInternalIp = (
	choice: CalicoChoice,
	holder: InterfaceAddress,
	situation: CalicoSituation,
): CalicoChoiceFault | undefined => {
	const {node, addresses, routes, links} = situation;
	const peers = cutOffFrom(choice, holder, situation);
	if (peers.length > 0) {
		return {kind: 'unroutable', holder, peers};
	}
	if (isFloating(holder, addresses, node.internalIps, routes)) {
		return {kind: 'floating', holder};
	}
	const device = links.find(({name}) => name === holder.link);
	return device !== undefined && ['macvlan', 'ipvlan'].includes(device.kind ?? '')
		? {kind: 'virtual', device}
		: undefined;
};

/** The first thing that is wrong with the address that Calico took: what no other node can reach comes first. */
export const calicoChoiceFaultOf = (
	choice: CalicoChoice,
	situation: CalicoSituation,
): CalicoChoiceFault | undefined => {
	const {node} = situation;
	const {address, family, holders, others} = choice;
	const [holder] = holders;
	if (holder !== undefined && holders.every(({link}) => serviceDevices.includes(link))) {
		return {kind: 'services', holder};
	}
	const twins = others.filter(other => isSameAddress(calicoAddressOf(other, family) ?? '', address));
	if (twins.length > 0) {
		return {kind: 'duplicate', names: [node, ...twins].map(({name}) => name)};
	}
	if (holder === undefined) {
		return {kind: 'absent'};
	}
	if (holders.every(({link}) => isTunnelDevice(link) || link === 'tunl0')) {
		return {kind: 'tunnel', holder};
	}
	return node.internalIps.some(internal => isSameAddress(internal, address))
		? undefined
		: faultBesideInternalIp(choice, holder, situation);
};
