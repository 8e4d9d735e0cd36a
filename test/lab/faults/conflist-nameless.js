import {editedFile} from '../injections.js';

export default {
	id: 'conflist-nameless',
	about: 'somebody edited the CNI configuration and lost its name',
	cni: ['flannel'],
	node: 'agent',
	expect: {cause: 'cni/configuration-invalid#invalid', subject: '/etc/cni/net.d/10-flannel.conflist'},
	breaks: ['new-pod'],
	...editedFile('/etc/cni/net.d/10-flannel.conflist', text => text.replace(/"name": "cbr0",/, ''), 0o644),
};
