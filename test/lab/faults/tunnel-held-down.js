import {createOverlayDevice, programPeers, removeOverlayDevice} from '../cni/flannel-vxlan.js';
import {waitFor} from '../connectivity.js';

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
	inject: async ({target, cluster: {network}}) => {
		await target.ipBatch(`link set ${network.overlayDevice} protodown on`);
		// The kernel takes the carrier away up to a second later.
		await waitFor('a tunnel without carrier', async () => {
			const {stdout} = await target.run(['ip', 'link', 'show', 'dev', network.overlayDevice]);
			return stdout.includes('NO-CARRIER');
		});
	},
	// Once it was without carrier the kernel tells its state otherwise.
	replacesTunnel: true,
	heal: async ({target, cluster}) => {
		await removeOverlayDevice(target, cluster);
		await createOverlayDevice(target, cluster);
		await programPeers(target, cluster);
	},
};
