import {editedObjects} from '../injections.js';

const around = '10.42.0.0/23';

export default {
	id: 'pod-cidr-around-others',
	about: 'the pod CIDR of one Node was edited by hand and holds those of two others',
	node: 'agent',
	minimumNodes: 3,
	expect: {cause: 'cni/pod-cidr-overlap#overlap', subject: 'node-3'},
	...editedObjects('nodes', node =>
		node.metadata.name === 'node-3'
			? {...node, spec: {...node.spec, podCIDR: around, podCIDRs: [around]}}
			: node,
	),
};
