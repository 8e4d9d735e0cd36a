import type {KubeNode, NodeCondition} from '../parsers/kube-node.ts';

/** What a Node says against its network. */
export interface NetworkComplaint {
	readonly kind: 'unavailable' | 'notReady' | 'tainted';
	readonly reason: string;
	/** The condition as one line. */
	readonly excerpt: string;
}

const complaint = (
	kind: NetworkComplaint['kind'],
	condition: NodeCondition | undefined,
): readonly NetworkComplaint[] => {
	if (condition === undefined) {
		return [];
	}
	const {type, status, reason = '', message = ''} = condition;
	return [
		{
			kind,
			reason: message || reason || 'no reason given',
			excerpt: `${type} ${status} ${reason} ${message}`.trim(),
		},
	];
};

/** The controller of nodes sets it by the condition; by hand, or where no controller runs, it stands for itself. */
const unavailableTaint = 'node.kubernetes.io/network-unavailable';

const taintComplaint = ({taints, conditions}: KubeNode): readonly NetworkComplaint[] => {
	const taint = taints.find(({key}) => key === unavailableTaint);
	const isSaid = conditions.some(({type, status}) => type === 'NetworkUnavailable' && status === 'True');
	return taint === undefined || isSaid
		? []
		: [{kind: 'tainted', reason: unavailableTaint, excerpt: `${taint.key}:${taint.effect}`}];
};

export const networkComplaintsOf = (node: KubeNode): readonly NetworkComplaint[] => [
	...taintComplaint(node),
	...conditionComplaints(node),
];

const conditionComplaints = ({conditions}: KubeNode): readonly NetworkComplaint[] => [
	...complaint(
		'unavailable',
		conditions.find(({type, status}) => type === 'NetworkUnavailable' && status === 'True'),
	),
	...complaint(
		'notReady',
		conditions.find(
			({type, status, message = ''}) =>
				type === 'Ready' &&
				status === 'False' &&
				/NetworkPluginNotReady|NetworkReady=false|cni plugin/.test(message),
		),
	),
];
