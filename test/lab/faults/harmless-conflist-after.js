import {newFile} from '../injections.js';

export default {
	id: 'harmless-conflist-after',
	about: "Podman's configuration comes after the cluster's",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...newFile(
		'/etc/cni/net.d/87-podman-bridge.conflist',
		JSON.stringify({
			cniVersion: '0.4.0',
			name: 'podman',
			plugins: [{type: 'bridge', bridge: 'cni-podman0'}, {type: 'portmap'}],
		}),
	),
};
