import {programPeers} from '../cni/flannel-vxlan.js';

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
	heal: async ({target, cluster}) => {
		const {overlayDevice} = cluster.network;
		await target.ipBatch(
			`link set ${overlayDevice} protodown off`,
			`link set ${overlayDevice} down`,
			`link set ${overlayDevice} up`,
		);
		await programPeers(target, cluster);
	},
};
