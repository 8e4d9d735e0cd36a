import {editedObjects} from '../injections.js';

export default {
	id: 'internal-ip-gone',
	about: 'the node is registered with an address that it lost',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'interface/internal-ip#gone'},
	...editedObjects('nodes', (node, {target}) =>
		node.metadata.name === target.description.name
			? {
					...node,
					status: {
						...node.status,
						addresses: [
							{type: 'InternalIP', address: '10.0.0.66'},
							{type: 'Hostname', address: node.metadata.name},
						],
					},
				}
			: node,
	),
};
