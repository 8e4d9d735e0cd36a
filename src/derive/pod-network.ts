import type {IpFamily} from '../core/environment.ts';
import type {Container, PodSandbox} from '../parsers/crictl.ts';
import type {InterfaceAddress} from '../parsers/ip-address.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Route} from '../parsers/ip-route.ts';
import {isSameAddress, parseAddress, parseCidr} from './cidr.ts';
import {defaultRoutes} from './uplinks.ts';

/** The inside of a pod's network namespace. */
export interface PodNetwork {
	readonly sandbox: PodSandbox;
	/** What containerd says that it has; empty where containerd has forgotten it. */
	readonly promised: readonly string[];
	readonly links: readonly Link[];
	readonly addresses: readonly InterfaceAddress[];
	/** Of all tables, both families. */
	readonly routes: readonly Route[];
}

export type PodNetworkFault =
	| {readonly kind: 'addressMissing'; readonly address: string}
	| {readonly kind: 'routeMissing'; readonly family: IpFamily}
	| {readonly kind: 'gatewayForeign'; readonly gateway: string; readonly route: Route}
	| {readonly kind: 'mtuDiffers'; readonly inside: Link; readonly outside: Link};

/** The node around a pod. */
export interface AroundPod {
	readonly links: readonly Link[];
	readonly addresses: readonly InterfaceAddress[];
	readonly containers: readonly Container[];
	/** Only an address of the node answers as gateway; the interfaces of Calico (proxy_arp) and Cilium (BPF) answer for every address. */
	readonly isGatewayHere: boolean;
}

/** A pod may have its way in another table, or in two halves, as VPN clients make them. */
const hasWayOut = (routes: readonly Route[], family: IpFamily): boolean =>
	routes.some(
		route =>
			route.family === family &&
			['unicast', 'local'].includes(route.type) &&
			(parseCidr(route.destination)?.prefix ?? 0) <= 8 &&
			route.destination !== '127.0.0.0/8' &&
			route.destination !== 'ff00::/8',
	);

const isHeld = (address: string, addresses: readonly InterfaceAddress[]): boolean =>
	addresses.some(one => isSameAddress(one.address, address));

const wayFaults = (pod: PodNetwork, address: string, around: AroundPod): readonly PodNetworkFault[] => {
	const family = parseAddress(address)?.family ?? 'ipv4';
	if (!hasWayOut(pod.routes, family)) {
		return [{kind: 'routeMissing', family}];
	}
	const device = pod.addresses.find(one => isSameAddress(one.address, address))?.link;
	const [route] = defaultRoutes(pod.routes, family);
	const gateway = route?.dev === device ? route?.gateway : undefined;
	const isForeign =
		gateway !== undefined && !gateway.startsWith('fe80:') && !isHeld(gateway, around.addresses);
	return around.isGatewayHere && isForeign && route !== undefined
		? [{kind: 'gatewayForeign', gateway, route}]
		: [];
};

/** The receiving end of a veth pair drops what is larger than its own MTU; the other way, the kernel says so to who sends. */
const mtuFault = (pod: PodNetwork, address: string, {links}: AroundPod): readonly PodNetworkFault[] => {
	const device = pod.addresses.find(one => isSameAddress(one.address, address))?.link;
	const inside = pod.links.find(({name, kind}) => name === device && kind === 'veth');
	const outside = links.find(({index, kind}) => kind === 'veth' && index === inside?.peerIndex);
	return inside !== undefined && outside !== undefined && outside.mtu < inside.mtu
		? [{kind: 'mtuDiffers', inside, outside}]
		: [];
};

/** Nothing is left but loopback and the devices that some kernels put, down, into every namespace: its end of the pair was deleted. */
const isCutOff = (links: readonly Link[]): boolean =>
	links.length > 0 && links.every(({flags, isUp}) => flags.includes('LOOPBACK') || !isUp);

/**
 * What the CNI of the cluster made, and nobody has reason to change: another primary network of Multus may look
 * otherwise, KubeVirt hands the address on to the machine, and a pod without running containers may be half taken down.
 */
const isAsMade = (
	{sandbox: {id, labels, annotations}, links}: PodNetwork,
	{containers}: AroundPod,
): boolean =>
	(links.some(({kind}) => kind === 'veth') || isCutOff(links)) &&
	annotations['v1.multus-cni.io/default-network'] === undefined &&
	labels['kubevirt.io'] !== 'virt-launcher' &&
	containers.some(({sandboxId, state}) => sandboxId === id && state === 'running');

/** What is wrong inside a pod, seen against what containerd says of it and what the node around it has. */
export const podNetworkFaults = (pod: PodNetwork, around: AroundPod): readonly PodNetworkFault[] => {
	const [primary] = pod.promised;
	if (primary === undefined || !isAsMade(pod, around)) {
		return [];
	}
	const lost = pod.promised.find(address => !isHeld(address, pod.addresses));
	return lost === undefined
		? [...pod.promised.flatMap(address => wayFaults(pod, address, around)), ...mtuFault(pod, primary, around)]
		: [{kind: 'addressMissing', address: lost}];
};
