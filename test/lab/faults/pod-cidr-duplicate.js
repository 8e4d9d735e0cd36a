import {editedObjects} from '../injections.js';

export default {
	id: 'pod-cidr-duplicate',
	about: 'two Nodes have the same pod CIDR',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'cni/pod-cidr-overlap#overlap'},
	...editedObjects('nodes', (node, {target, peer}) =>
		node.metadata.name === peer.description.name
			? {
					...node,
					spec: {...node.spec, podCIDR: target.description.podCidr, podCIDRs: [target.description.podCidr]},
				}
			: node,
	),
};
