import type {IpFamily} from '../core/environment.ts';
import {type FlannelEndpoint, flannelAnnouncementOf} from '../parsers/flannel-annotations.ts';
import type {KubeNode} from '../parsers/kube-node.ts';

/** What flannel announces for a node in one family, when its backend is VXLAN; damaged annotations announce nothing. */
export const vxlanEndpointOf = ({annotations}: KubeNode, family: IpFamily): FlannelEndpoint | undefined => {
	try {
		const announcement = flannelAnnouncementOf(annotations);
		return announcement?.backendType === 'vxlan' ? announcement[family] : undefined;
	} catch {
		return undefined;
	}
};
