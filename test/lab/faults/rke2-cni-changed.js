import {newFile} from '../injections.js';

export default {
	id: 'rke2-cni-changed',
	about: 'the configuration was changed to another CNI than the cluster runs',
	node: 'server',
	expect: {cause: 'rke2/cni-signals#configured'},
	...newFile('/etc/rancher/rke2/config.yaml.d/50-cni.yaml', 'cni: cilium\n', 0o600),
};
