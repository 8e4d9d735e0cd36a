import {editedFile} from '../injections.js';

export default {
	id: 'conflist-empty',
	about: 'the disk was full when the CNI configuration was written: it is empty',
	cni: ['flannel'],
	node: 'agent',
	expect: {cause: 'cni/configuration-invalid#invalid', subject: '/etc/cni/net.d/10-flannel.conflist'},
	breaks: ['new-pod'],
	...editedFile('/etc/cni/net.d/10-flannel.conflist', () => '', 0o644),
};
