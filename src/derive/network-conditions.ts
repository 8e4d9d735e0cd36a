import type {KubeNode, NodeCondition} from '../parsers/kube-node.ts';

/** What a Node says against its network. */
export interface NetworkComplaint {
	readonly kind: 'unavailable' | 'notReady';
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

export const networkComplaintsOf = ({conditions}: KubeNode): readonly NetworkComplaint[] => [
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
