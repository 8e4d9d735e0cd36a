import {newFile} from '../injections.js';

export default {
	id: 'rke2-cni-refused',
	about: 'multus alone is no CNI: the server will not start again',
	node: 'server',
	expect: {cause: 'rke2/configuration-invalid#cniRefused'},
	...newFile('/etc/rancher/rke2/config.yaml.d/50-cni.yaml', 'cni: multus\n', 0o600),
};
