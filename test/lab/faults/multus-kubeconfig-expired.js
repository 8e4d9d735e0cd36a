import {editedFile} from '../injections.js';
import {expiredToken} from '../service-accounts.js';

const path = '/etc/cni/net.d/multus.d/multus.kubeconfig';

export default {
	id: 'multus-kubeconfig-expired',
	about: 'the pod of Multus was away for a day, and nobody renewed the token of its plugin',
	cni: ['canal-multus'],
	node: 'agent',
	expect: {cause: 'multus/kubeconfig#expired', subject: path},
	breaks: ['new-pod'],
	...editedFile(path, text => text.replace(/(?<=token: ")[^"]+/, token => expiredToken(token))),
};
