import {editedFile} from '../injections.js';

const path = '/var/lib/rancher/rke2/agent/kubelet.kubeconfig';

export default {
	id: 'kubelet-told-former-server',
	about: 'the kubeconfig of the kubelet names a server that is gone',
	node: 'agent',
	expect: {cause: 'rke2/kubeconfigs#server', subject: path},
	...editedFile(path, text => text.replace('127.0.0.1', '10.0.0.99')),
};
