import {editedObjects} from '../injections.js';

export default {
	id: 'harmless-peer-not-ready',
	about: 'the kubelet of another node has not reported for a while',
	cni: ['canal', 'flannel'],
	node: 'agent',
	minimumNodes: 3,
	expect: 'nothing',
	...editedObjects('nodes', node =>
		node.metadata.name === 'node-3'
			? {
					...node,
					status: {
						...node.status,
						conditions: node.status.conditions.map(condition =>
							condition.type === 'Ready'
								? {
										...condition,
										status: 'Unknown',
										reason: 'NodeStatusUnknown',
										message: 'Kubelet stopped posting node status.',
									}
								: condition,
						),
					},
				}
			: node,
	),
};
