import {newFile} from '../injections.js';

export default {
	id: 'harmless-kubeconfig-of-former-server',
	about: 'an agent that was a server still has its rke2.yaml',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...newFile('/etc/rancher/rke2/rke2.yaml', 'apiVersion: v1\nkind: Config\nclusters: []\n', 0o600),
};
