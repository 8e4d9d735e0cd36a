import type {IpFamily} from '../core/environment.ts';
import {type CalicoEndpoint, calicoAnnouncementOf} from '../parsers/calico-annotations.ts';
import type {KubeNode} from '../parsers/kube-node.ts';

/** What calico-node announces for a node in one family; empty where it announces nothing. */
export const calicoEndpointOf = ({annotations}: KubeNode, family: IpFamily): CalicoEndpoint =>
	calicoAnnouncementOf(annotations)[family] ?? {};

/** The address of the node, without the prefix of its network. */
export const calicoAddressOf = (node: KubeNode, family: IpFamily): string | undefined =>
	calicoEndpointOf(node, family).address?.split('/')[0];

/** Where calico-node looks for the others: at what it announces for them; at their InternalIPs where that is nothing yet. */
export const calicoPeersOf = (
	others: readonly KubeNode[],
	family: IpFamily,
): readonly {readonly name: string; readonly address: string}[] =>
	others.flatMap(node => {
		const address =
			calicoAddressOf(node, family) ?? node.internalIps.find(ip => ip.includes(':') === (family === 'ipv6'));
		return address === undefined ? [] : [{name: node.name, address}];
	});
