import {programPeers} from '../cni/flannel-vxlan.js';

export default {
	id: 'link-down',
	about: 'the overlay device is set down, which also takes its routes and neighbours',
	node: 'agent',
	expect: {cause: 'overlay/vxlan-down#down', subject: 'flannel.1'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target}) => target.ipBatch('link set flannel.1 down'),
	heal: async ({target, cluster}) => {
		await target.ipBatch('link set flannel.1 up');
		await programPeers(target, cluster);
	},
};
