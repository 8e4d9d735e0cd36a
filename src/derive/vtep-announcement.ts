import type {IpFamily} from '../core/environment.ts';
import {type FlannelEndpoint, flannelAnnouncementOf} from '../parsers/flannel-annotations.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {type Cidr, formatAddress, formatCidr, networkOf, normaliseAddress, parseCidr} from './cidr.ts';
import {groupBy} from './group-by.ts';

/** What a node lets its peers know in one family, in normal spelling. */
export interface Vtep {
	readonly node: string;
	readonly podCidr: string;
	/** The network address of the pod CIDR, which is the address of the tunnel device. */
	readonly gateway: string;
	/** The address that peers send to. */
	readonly publicIp: string;
	/** What the user wants announced, while flannel there has not been restarted. */
	readonly publicIpOverwrite?: string;
	/** Absent with host-gw. */
	readonly mac?: string;
	readonly vni?: number;
	/** What its Node says, as evidence. */
	readonly told: string;
}

export interface SkippedNode {
	readonly node: string;
	readonly reason: 'not-announced' | 'other-backend' | 'no-pod-cidr' | 'unreadable';
	readonly detail: string;
}

/** Something that should belong to one node, claimed by several. */
export interface Duplicate {
	readonly kind: 'public-ip' | 'vtep-mac' | 'pod-cidr';
	readonly value: string;
	readonly nodes: readonly string[];
}

export interface VtepAnnouncements {
	readonly vteps: readonly Vtep[];
	readonly skipped: readonly SkippedNode[];
	/** Of all nodes, also of those that are skipped. */
	readonly podCidrs: ReadonlySet<string>;
	readonly macs: ReadonlySet<string>;
	readonly duplicates: readonly Duplicate[];
}

const podCidrOf = ({podCidrs}: KubeNode, family: IpFamily): Cidr | undefined => {
	const cidr = podCidrs.map(parseCidr).find(parsed => parsed?.family === family);
	return cidr && networkOf(cidr);
};

const vtepOf = (
	node: KubeNode,
	podCidr: Cidr,
	{publicIp = '', publicIpOverwrite = '', vtepMac, vni}: FlannelEndpoint,
	backend: string,
): Vtep | SkippedNode => {
	const address = normaliseAddress(publicIp);
	if (address === undefined) {
		const detail = `expected the public IP to be an address, got ${JSON.stringify(publicIp)}`;
		return {node: node.name, reason: publicIp === '' ? 'not-announced' : 'unreadable', detail};
	}
	if (backend === 'vxlan' && vtepMac === undefined) {
		return {
			node: node.name,
			reason: 'not-announced',
			detail: 'expected a VtepMAC in the backend data, got none',
		};
	}
	const overwrite = normaliseAddress(publicIpOverwrite);
	return {
		node: node.name,
		podCidr: formatCidr(podCidr),
		gateway: formatAddress(podCidr),
		publicIp: address,
		...(overwrite !== undefined && overwrite !== address && {publicIpOverwrite: overwrite}),
		...(vtepMac !== undefined && {mac: vtepMac}),
		...(vni !== undefined && {vni}),
		told: [...(vtepMac === undefined ? [] : [`VtepMAC ${vtepMac}`]), `public-ip ${address}`].join(', '),
	};
};

interface Reading {
	readonly outcome: Vtep | SkippedNode;
	readonly podCidr?: Cidr | undefined;
	readonly mac?: string | undefined;
}

const readNode = (node: KubeNode, family: IpFamily, backend: string): Reading => {
	const podCidr = podCidrOf(node, family);
	const skipped = (reason: SkippedNode['reason'], detail: string, mac?: string): Reading => ({
		outcome: {node: node.name, reason, detail},
		podCidr,
		mac,
	});
	try {
		const announcement = flannelAnnouncementOf(node.annotations);
		const endpoint = announcement?.[family];
		// flannel itself passes over nodes without this annotation.
		if (announcement?.isKubeSubnetManager !== true || endpoint === undefined) {
			return skipped('not-announced', `flannel has announced nothing for ${family}`);
		}
		if (announcement.backendType !== backend) {
			const got = announcement.backendType ?? 'none';
			return skipped('other-backend', `expected backend ${backend}, got ${got}`, endpoint.vtepMac);
		}
		return podCidr === undefined
			? skipped('no-pod-cidr', `the node has no ${family} pod CIDR`, endpoint.vtepMac)
			: {outcome: vtepOf(node, podCidr, endpoint, backend), podCidr, mac: endpoint.vtepMac};
	} catch (error) {
		return skipped('unreadable', (error as Error).message);
	}
};

/** Nodes by a property, in the order of the nodes. */
export const nodesBy = (
	vteps: readonly Vtep[],
	property: (vtep: Vtep) => string | undefined,
): ReadonlyMap<string, readonly string[]> =>
	new Map([...groupBy(vteps, property)].map(([value, same]) => [value, same.map(({node}) => node)]));

const duplicatesBy = (
	kind: Duplicate['kind'],
	vteps: readonly Vtep[],
	property: (vtep: Vtep) => string | undefined,
): readonly Duplicate[] =>
	[...nodesBy(vteps, property)]
		.filter(([, nodes]) => nodes.length > 1)
		.map(([value, nodes]) => ({kind, value, nodes}));

const isSkipped = (outcome: Vtep | SkippedNode): outcome is SkippedNode => 'reason' in outcome;
const isVtep = (outcome: Vtep | SkippedNode): outcome is Vtep => !isSkipped(outcome);

/** What all nodes, this one included, announce for one family. Linear in the nodes. */
export const vtepAnnouncementsOf = (
	nodes: readonly KubeNode[],
	family: IpFamily,
	backend: 'vxlan' | 'host-gw',
): VtepAnnouncements => {
	const readings = nodes.map(node => readNode(node, family, backend));
	const outcomes = readings.map(({outcome}) => outcome);
	const vteps = outcomes.filter(isVtep);
	return {
		vteps,
		skipped: outcomes.filter(isSkipped),
		podCidrs: new Set(readings.flatMap(({podCidr}) => (podCidr === undefined ? [] : [formatCidr(podCidr)]))),
		macs: new Set(readings.flatMap(({mac}) => mac ?? [])),
		duplicates: [
			...duplicatesBy('pod-cidr', vteps, ({podCidr}) => podCidr),
			...duplicatesBy('public-ip', vteps, ({publicIp}) => publicIp),
			...duplicatesBy('vtep-mac', vteps, ({mac}) => mac),
		],
	};
};
