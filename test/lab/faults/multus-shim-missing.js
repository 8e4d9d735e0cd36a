import {missingFile} from '../injections.js';

export default {
	id: 'multus-shim-missing',
	about: 'the plugin by which containerd reaches the daemon of thick Multus is gone',
	cni: ['flannel-multus-thick'],
	node: 'server',
	records: ['flannel-multus-thick-server-sick'],
	expect: {cause: 'cni/plugin-missing#missing'},
	...missingFile('/opt/cni/bin/multus-shim'),
};
