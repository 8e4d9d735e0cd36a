import {createOverlayDevice, programPeers, removeOverlayDevice} from '../cni/flannel-vxlan.js';

export default {
	id: 'vxlan-wrong-port',
	about: 'the VXLAN device has another UDP port than flannel is configured for: it was not restarted since',
	cni: ['canal', 'flannel'],
	node: 'agent',
	replacesTunnel: true,
	expect: ({cluster: {network}}) => ({
		cause: 'overlay/vxlan-parameters#pending',
		subject: network.overlayDevice,
	}),
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: async ({target, cluster}) => {
		await removeOverlayDevice(target, cluster);
		await createOverlayDevice(target, {
			...cluster,
			network: {...cluster.network, overlayPort: 4788},
		});
		await programPeers(target, cluster);
	},
	heal: async ({target, cluster}) => {
		await removeOverlayDevice(target, cluster);
		await createOverlayDevice(target, cluster);
		await programPeers(target, cluster);
	},
};
