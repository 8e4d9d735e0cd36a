import {createOverlayDevice, programPeers, removeOverlayDevice} from '../cni/flannel-vxlan.js';

export default {
	id: 'vxlan-wrong-vni',
	about: 'the VXLAN device was made with another VNI',
	cni: ['canal', 'flannel'],
	node: 'agent',
	replacesTunnel: true,
	expect: ({cluster: {network}}) => ({cause: 'overlay/vxlan-parameters#vni', subject: network.overlayDevice}),
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: async ({target, cluster}) => {
		await removeOverlayDevice(target, cluster);
		await createOverlayDevice(target, {
			...cluster,
			network: {...cluster.network, vni: 77},
		});
		await programPeers(target, cluster);
	},
	heal: async ({target, cluster}) => {
		await removeOverlayDevice(target, cluster);
		await createOverlayDevice(target, cluster);
		await programPeers(target, cluster);
	},
};
