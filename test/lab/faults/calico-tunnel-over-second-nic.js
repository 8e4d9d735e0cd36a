import {createTunnel, programPeers, removeTunnel} from '../cni/calico/tunnel.js';
import {addSecondNic, removeSecondNic} from '../network.js';

export default {
	id: 'calico-tunnel-over-second-nic',
	about: 'vxlan.calico was made on the second NIC, with an address that Calico does not announce',
	cni: ['calico'],
	node: 'agent',
	expect: {cause: 'calico/vxlan-device#source', subject: 'vxlan.calico'},
	inject: async ({target, cluster}) => {
		await addSecondNic(target);
		await removeTunnel(target, cluster);
		await createTunnel(target, cluster, {lower: 'eth1', local: target.description.secondAddress});
		await programPeers(target, cluster);
	},
	heal: async ({target, cluster}) => {
		await removeTunnel(target, cluster);
		await createTunnel(target, cluster);
		await programPeers(target, cluster);
		await removeSecondNic(target);
	},
};
