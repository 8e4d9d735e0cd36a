import {editedFile} from '../injections.js';

export default {
	id: 'pod-network-renamed',
	about: 'the network in the CNI configuration has another name: host-local counts from the beginning',
	cni: ['flannel'],
	node: 'agent',
	podAge: 120,
	expect: {cause: 'cni/pod-leases#lost', subject: '/var/lib/cni/networks/pods'},
	...editedFile('/etc/cni/net.d/10-flannel.conflist', text => text.replace('"cbr0"', '"pods"')),
};
