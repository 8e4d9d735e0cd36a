import type {IpFamily} from '../core/environment.ts';
import type {FlanneldOptions} from '../parsers/flanneld-options.ts';
import type {InterfaceAddress} from '../parsers/ip-address.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {isSameAddress} from './cidr.ts';
import {vxlanEndpointOf} from './flannel-announcement.ts';
import {isInService, standingOf} from './node-standing.ts';

interface FlannelSituation {
	readonly node: KubeNode;
	readonly nodes: readonly KubeNode[];
	readonly addresses: readonly InterfaceAddress[];
}

interface FlannelChoice {
	readonly publicIp: string;
	/** The interface by which flannel sends. */
	readonly announced: InterfaceAddress;
	/** InternalIPs of this node, as far as interfaces have them. */
	readonly internal: readonly InterfaceAddress[];
}

/** Whether flanneld was told by what to send, or may have been. */
export const isFlannelTold = (process: {readonly options: FlanneldOptions} | undefined): boolean => {
	const options = process?.options;
	return (
		options === undefined ||
		[...options.interfaces, ...options.regexes].length > 0 ||
		[options.canReach, options.publicIp, options.publicIpv6].some(value => value !== undefined)
	);
};

/** What flannel found by itself; nothing where annotations of the Node decide. */
export const flannelChoiceOf = (
	{node, addresses}: FlannelSituation,
	family: IpFamily,
): FlannelChoice | undefined => {
	const {publicIp, publicIpOverwrite, nodePublicIp} = vxlanEndpointOf(node, family) ?? {};
	const holderOf = (wanted: string) => addresses.find(({address}) => isSameAddress(address, wanted));
	const announced = publicIp === undefined ? undefined : holderOf(publicIp);
	const isAnnotated = publicIpOverwrite !== undefined || nodePublicIp !== undefined;
	return publicIp === undefined || announced === undefined || isAnnotated
		? undefined
		: {
				publicIp,
				announced,
				internal: node.internalIps.flatMap(ip => holderOf(ip) ?? []).filter(entry => entry.family === family),
			};
};

/** The InternalIP, where it is on another interface than the one that flannel sends by. */
export const registeredElsewhere = (
	{announced, internal}: FlannelChoice,
	links: readonly Link[],
): InterfaceAddress | undefined => {
	const [registered] = internal;
	// An address of the node as such, which the routing of the data centre leads to every interface.
	const isOfNode = links.some(
		({name, kind}) => name === registered?.link && (name === 'lo' || kind === 'dummy'),
	);
	return isOfNode || internal.some(({link}) => link === announced.link) ? undefined : registered;
};

/** Whether all other nodes announce their InternalIP: then this one is the odd one out. */
export const announceInternalIps = ({node, nodes}: FlannelSituation, family: IpFamily): boolean => {
	const peers = nodes
		.filter(peer => peer.name !== node.name && isInService(standingOf(peer)))
		.flatMap(peer => {
			const address = vxlanEndpointOf(peer, family)?.publicIp;
			return address === undefined ? [] : [{peer, address}];
		});
	return (
		peers.length > 0 &&
		peers.every(({peer, address}) => peer.internalIps.some(ip => isSameAddress(ip, address)))
	);
};
