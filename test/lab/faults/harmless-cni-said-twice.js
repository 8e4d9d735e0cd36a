import {newFile} from '../injections.js';

export default {
	id: 'harmless-cni-said-twice',
	about: 'a drop-in names the CNI that the cluster has anyway',
	node: 'server',
	expect: 'nothing',
	...newFile('/etc/rancher/rke2/config.yaml.d/50-cni.yaml', 'cni: canal\n', 0o600),
};
