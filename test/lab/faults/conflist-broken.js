import {editedFile} from '../injections.js';

export default {
	id: 'conflist-broken',
	about: 'the CNI configuration is cut off in the middle',
	node: 'agent',
	expect: {cause: 'cni/configuration-invalid#invalid', subject: '/etc/cni/net.d/10-canal.conflist'},
	breaks: ['new-pod'],
	...editedFile('/etc/cni/net.d/10-canal.conflist', text => text.slice(0, 200)),
};
