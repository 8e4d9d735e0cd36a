import type {Guide} from '../core/check.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {bgpAddressesOf} from './bgp-peer.ts';
import {isSameAddress} from './cidr.ts';

/** The IPv4 address that Calico on that node has chosen, where it is registered with others only. */
const chosenElsewhere = (
	node: KubeNode | undefined,
): {readonly address: string; readonly internalIp: string} | undefined => {
	const address = node && bgpAddressesOf(node).find(one => !one.includes(':'));
	const internalIp = node?.internalIps.find(one => !one.includes(':'));
	const registered = [...(node?.internalIps ?? []), ...(node?.externalIps ?? [])];
	return address === undefined ||
		internalIp === undefined ||
		registered.some(own => isSameAddress(own, address))
		? undefined
		: {address, internalIp};
};

/**
 * The same, of a node that differs from others in that: where Calico of every node has chosen such an address, the
 * cluster has a network of its own for pods.
 */
export const announcedElsewhere = (
	node: KubeNode | undefined,
	nodes: readonly KubeNode[],
): ReturnType<typeof chosenElsewhere> =>
	nodes.every(one => chosenElsewhere(one) !== undefined) ? undefined : chosenElsewhere(node);

export const calicoAddressSteps = {
	steps: [
		{
			text: 'On {node}: ip -brief address show: whose is {address}? One of docker0, br-…, virbr0 or of a network of its own reaches no other machine',
		},
		{
			text: 'Tell Calico which address to take: installation.calicoNetwork.nodeAddressAutodetectionV4 with kubernetes: NodeInternalIP (and without firstFound), or interface: eth.* in the HelmChartConfig rke2-calico',
			changes: 'cluster',
		},
		{
			text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}: it looks for its address anew',
			changes: 'cluster',
		},
	],
	links: ['calico/ip-autodetection', 'rke2/calico', 'rke2/chart-calico'],
} as const satisfies Guide;
