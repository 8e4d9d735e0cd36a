import {editedObjects} from '../injections.js';

export default {
	id: 'pod-cidr-missing',
	about: 'the Node was given no pod CIDR',
	node: 'agent',
	expect: {cause: 'cni/pod-cidr#missing', subject: 'node-2'},
	...editedObjects('nodes', (node, {target}) =>
		node.metadata.name === target.description.name
			? {...node, spec: {providerID: node.spec.providerID}}
			: node,
	),
};
