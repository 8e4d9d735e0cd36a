import {createOverlayDevice, programPeers, removeOverlayDevice} from '../cni/flannel-vxlan.js';

export default {
	id: 'vxlan-deleted',
	about: 'the VXLAN device was deleted (rke2-killall.sh, a network script), flanneld still runs',
	cni: ['canal', 'flannel'],
	node: 'agent',
	replacesTunnel: true,
	expect: ({cluster: {network}}) => ({
		cause: 'overlay/vxlan-missing#missing',
		subject: network.overlayDevice,
	}),
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target, cluster}) => removeOverlayDevice(target, cluster),
	heal: async ({target, cluster}) => {
		await createOverlayDevice(target, cluster);
		await programPeers(target, cluster);
	},
};
