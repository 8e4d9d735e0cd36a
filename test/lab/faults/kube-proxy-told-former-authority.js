import {editedFile} from '../injections.js';

const path = '/var/lib/rancher/rke2/agent/kubeproxy.kubeconfig';

export default {
	id: 'kube-proxy-told-former-authority',
	about: 'the kubeconfig of kube-proxy names an authority that is not there',
	node: 'agent',
	expect: {cause: 'rke2/kubeconfigs#certificate', subject: path},
	...editedFile(path, text => text.replace('server-ca.crt', 'old-ca.crt')),
};
