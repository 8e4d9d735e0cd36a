import {editedFile} from '../injections.js';

export default {
	id: 'conflist-of-other-node',
	about: 'the CNI configuration was copied from another node, whose name it holds',
	node: 'agent',
	expect: {cause: 'cni/configuration-content#nodeName'},
	...editedFile('/etc/cni/net.d/10-canal.conflist', text => text.replace('"node-2"', '"node-1"')),
};
