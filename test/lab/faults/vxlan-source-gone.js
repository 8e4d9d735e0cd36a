import {createOverlayDevice, programPeers, removeOverlayDevice} from '../cni/flannel-vxlan.js';

export default {
	id: 'vxlan-source-gone',
	about: 'the VXLAN device sends from an address that the node lost',
	cni: ['canal', 'flannel'],
	node: 'agent',
	replacesTunnel: true,
	expect: ({cluster: {network}}) => ({cause: 'overlay/vxlan-source#gone', subject: network.overlayDevice}),
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: async ({target, cluster}) => {
		await removeOverlayDevice(target, cluster);
		await createOverlayDevice(target, cluster, {local: '10.0.0.77'});
		await programPeers(target, cluster);
	},
	heal: async ({target, cluster}) => {
		await removeOverlayDevice(target, cluster);
		await createOverlayDevice(target, cluster);
		await programPeers(target, cluster);
	},
};
