import {missingFile} from '../injections.js';

export default {
	id: 'conflist-missing',
	about: 'the CNI configuration was deleted',
	node: 'agent',
	expect: {cause: 'cni/configuration-missing#missing'},
	breaks: ['new-pod'],
	...missingFile('/etc/cni/net.d/10-canal.conflist'),
};
