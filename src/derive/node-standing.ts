import type {KubeNode} from '../parsers/kube-node.ts';

/** What may be expected of a node; `leaving` is on its way out, or drained and down on purpose, `unknown` where the API does not tell. */
export type NodeStanding = 'ready' | 'cordoned' | 'not-ready' | 'leaving' | 'unknown';

const leaving: readonly string[] = [
	'ToBeDeletedByClusterAutoscaler',
	'node.cloudprovider.kubernetes.io/shutdown',
	'node.kubernetes.io/out-of-service',
];
const notReady: readonly string[] = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

const cordoned = 'node.kubernetes.io/unschedulable';

/** From taints, which lists of Nodes hold at a fraction of the size of conditions: https://kubernetes.io/docs/reference/labels-annotations-taints/ */
export const standingOf = ({taints, isBeingDeleted, isUnschedulable}: KubeNode): NodeStanding => {
	const isTainted = (keys: readonly string[]): boolean => taints.some(({key}) => keys.includes(key));
	if (isBeingDeleted === true || isTainted(leaving)) {
		return 'leaving';
	}
	const isCordoned = isUnschedulable || isTainted([cordoned]);
	if (isTainted(notReady)) {
		return isCordoned ? 'leaving' : 'not-ready';
	}
	return isCordoned ? 'cordoned' : 'ready';
};

/** Whether the node should take part in the network: one that starts, stops or is gone proves nothing about this one. */
export const isInService = (standing: NodeStanding): boolean =>
	standing === 'ready' || standing === 'cordoned' || standing === 'unknown';
