import {renamedFile} from '../injections.js';

export default {
	id: 'conflist-renamed-by-cilium',
	about: 'Cilium, tried once, has put the CNI configuration aside',
	node: 'agent',
	expect: {cause: 'cni/configuration-missing#renamed'},
	breaks: ['new-pod'],
	...renamedFile('/etc/cni/net.d/10-canal.conflist', '/etc/cni/net.d/10-canal.conflist.cilium_bak'),
};
