import {newFile} from '../injections.js';

const file = newFile(
	'/etc/cni/net.d/10-a-bridge.conf',
	JSON.stringify({
		cniVersion: '0.3.1',
		name: 'mynet',
		type: 'bridge',
		bridge: 'cni1',
		ipam: {type: 'host-local', subnet: '10.22.0.0/16'},
	}),
);

export default {
	id: 'conflist-of-containerd',
	about:
		"the example that a distribution's containerd ships is loaded instead of the cluster's configuration",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'cni/configuration-order#shadowed', subject: '/etc/cni/net.d/10-a-bridge.conf'},
	inject: file.inject,
	heal: async lab => {
		await file.heal(lab);
		// A real plugin has made it for a new pod.
		await lab.target.run(['ip', 'link', 'del', 'cni1'], {reject: false});
	},
};
