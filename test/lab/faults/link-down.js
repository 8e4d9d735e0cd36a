import {programPeers} from '../cni/flannel-vxlan.js';

export default {
	id: 'link-down',
	about: 'the overlay device is set down, which also takes its routes and neighbours',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: ({cluster: {network}}) => ({cause: 'overlay/vxlan-down#down', subject: network.overlayDevice}),
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target, cluster: {network}}) => target.ipBatch(`link set ${network.overlayDevice} down`),
	heal: async ({target, cluster}) => {
		await target.ipBatch(`link set ${cluster.network.overlayDevice} up`);
		await programPeers(target, cluster);
	},
};
