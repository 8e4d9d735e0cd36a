import {editedFile} from '../injections.js';

export default {
	id: 'pod-mtu-above-tunnel',
	about: 'new pods get a larger MTU than the tunnel carries',
	node: 'agent',
	expect: {cause: 'overlay/mtu-chain#pods'},
	...editedFile('/etc/cni/net.d/10-canal.conflist', text => text.replace('"mtu": 1450', '"mtu": 1500')),
};
