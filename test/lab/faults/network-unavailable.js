import {editedObjects} from '../injections.js';

export default {
	id: 'network-unavailable',
	about: 'flannel has not told the Node that its network is up',
	node: 'agent',
	expect: {cause: 'cni/network-unavailable#unavailable', subject: 'node-2'},
	...editedObjects('nodes', (node, {target}) =>
		node.metadata.name === target.description.name
			? {
					...node,
					status: {
						...node.status,
						conditions: node.status.conditions.map(condition =>
							condition.type === 'NetworkUnavailable'
								? {
										...condition,
										status: 'True',
										reason: 'NoRouteCreated',
										message: 'Node created without a route',
									}
								: condition,
						),
					},
				}
			: node,
	),
};
