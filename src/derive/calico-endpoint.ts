import type {IpFamily} from '../core/environment.ts';
import {type CalicoEndpoint, calicoAnnouncementOf} from '../parsers/calico-annotations.ts';
import type {KubeNode} from '../parsers/kube-node.ts';

/** What calico-node announces for a node in one family; empty where it announces nothing. */
export const calicoEndpointOf = ({annotations}: KubeNode, family: IpFamily): CalicoEndpoint =>
	calicoAnnouncementOf(annotations)[family] ?? {};

/** The address of the node, without the prefix of its network. */
export const calicoAddressOf = (node: KubeNode, family: IpFamily): string | undefined =>
	calicoEndpointOf(node, family).address?.split('/')[0];
