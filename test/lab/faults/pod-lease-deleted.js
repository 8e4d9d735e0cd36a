import {missingFile} from '../injections.js';

export default {
	id: 'pod-lease-deleted',
	about: 'the lease of a running pod was deleted: its address will be given out again',
	node: 'agent',
	podAge: 120,
	expect: {cause: 'cni/pod-leases#lost', subject: '/var/lib/cni/networks/k8s-pod-network'},
	...missingFile('/var/lib/cni/networks/k8s-pod-network/10.42.1.5'),
};
