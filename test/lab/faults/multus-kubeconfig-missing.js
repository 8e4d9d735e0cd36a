import {missingFile} from '../injections.js';

const path = '/etc/cni/net.d/multus.d/multus.kubeconfig';

export default {
	id: 'multus-kubeconfig-missing',
	about: 'somebody cleaned /etc/cni/net.d, and the kubeconfig of thin Multus is gone',
	cni: ['calico-multus', 'canal-multus'],
	node: 'agent',
	records: ['calico-multus-agent-sick'],
	expect: {cause: 'multus/kubeconfig#missing', subject: path},
	breaks: ['new-pod'],
	...missingFile(path),
};
