import {newFile} from '../injections.js';

export default {
	id: 'conflist-of-containerd',
	about:
		"the example that a distribution's containerd ships is loaded instead of the cluster's configuration",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'cni/configuration-order#shadowed', subject: '/etc/cni/net.d/10-a-bridge.conf'},
	...newFile(
		'/etc/cni/net.d/10-a-bridge.conf',
		JSON.stringify({
			cniVersion: '0.3.1',
			name: 'mynet',
			type: 'bridge',
			bridge: 'cni1',
			ipam: {type: 'host-local', subnet: '10.22.0.0/16'},
		}),
	),
};
