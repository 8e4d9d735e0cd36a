import {createOverlayDevice, programPeers, removeOverlayDevice} from '../cni/flannel-vxlan.js';

export default {
	id: 'tunnel-held-down',
	about: 'what manages the network of the node has set the tunnel protodown: it is up, and has no carrier',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: ({cluster: {network}}) => ({
		cause: 'overlay/vxlan-down#noCarrier',
		subject: network.overlayDevice,
	}),
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target, cluster: {network}}) => target.ipBatch(`link set ${network.overlayDevice} protodown on`),
	// Once it was without carrier the kernel tells its state otherwise.
	replacesTunnel: true,
	heal: async ({target, cluster}) => {
		await removeOverlayDevice(target, cluster);
		await createOverlayDevice(target, cluster);
		await programPeers(target, cluster);
	},
};
