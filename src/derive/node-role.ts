import type {KubeNode} from '../parsers/kube-node.ts';

/** Whether an API server runs there: a server that RKE2 gave the role control-plane. */
export const isControlPlane = ({labels}: KubeNode): boolean =>
	Object.hasOwn(labels, 'node-role.kubernetes.io/control-plane');
