import {editedObjects} from '../injections.js';

export default {
	id: 'harmless-node-cordoned',
	about: 'this node is cordoned and has a taint of its own',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...editedObjects('nodes', (node, {target}) =>
		node.metadata.name === target.description.name
			? {
					...node,
					spec: {
						...node.spec,
						unschedulable: true,
						taints: [{key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule'}],
					},
				}
			: node,
	),
};
